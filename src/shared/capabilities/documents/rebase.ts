import type { EntryBody } from '../entries/kinds.ts';
import type { DocumentsState } from './document-state.ts';

/**
 * Says whether the refusal of a kind ends its sender's copy of the text: later edits build on a refused one, and are
 * nobody's without their id's binding.
 */
export const endsCopy = (kind: string): boolean => kind === 'doc.updated' || kind === 'doc.bound';

/** Blocks a replica's edits on a document after a refused one, until it has rebased. */
export function refused(
  state: DocumentsState,
  ref: string | null,
  body: EntryBody<'entry.refused'>,
  v: number,
): DocumentsState {
  if (ref === null || !(v < 2 ? body.kind === 'doc.updated' : endsCopy(body.kind))) return state;
  const refs = state.blocked[body.replica] ?? [];
  if (refs.includes(ref)) return state;
  return { ...state, blocked: { ...state.blocked, [body.replica]: [...refs, ref] } };
}

/** Unblocks a replica that has rebuilt its copy. */
export function rebased(state: DocumentsState, by: string, ref: string | null): DocumentsState {
  const refs = state.blocked[by]?.filter((blocked) => blocked !== ref);
  if (refs === undefined) return state;
  const blocked = { ...state.blocked, [by]: refs };
  if (refs.length === 0) delete blocked[by];
  return { ...state, blocked };
}

/** Says whether edits of a replica on a document are refused for now. */
export function isBlocked(state: DocumentsState, replica: string, ref: string): boolean {
  return state.blocked[replica]?.includes(ref) ?? false;
}
