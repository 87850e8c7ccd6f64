import type { SessionState } from '../../session/state.ts';
import type { Body } from '../../session/table.ts';

/** A refused edit ends that replica's copy of the document: it is blocked there until it has rebased. */
export function refused(state: SessionState, ref: string | null, body: Body<'entry.refused'>): SessionState {
  if (ref === null || body.kind !== 'doc.updated') return state;
  const refs = state.blocked[body.replica] ?? [];
  if (refs.includes(ref)) return state;
  return { ...state, blocked: { ...state.blocked, [body.replica]: [...refs, ref] } };
}

/** The replica has rebuilt its copy. */
export function rebased(state: SessionState, by: string, ref: string | null): SessionState {
  const refs = state.blocked[by]?.filter((blocked) => blocked !== ref);
  if (refs === undefined) return state;
  const blocked = { ...state.blocked, [by]: refs };
  if (refs.length === 0) delete blocked[by];
  return { ...state, blocked };
}

/** Says whether edits of a replica on a document are refused for now. */
export function isBlocked(state: SessionState, replica: string, ref: string): boolean {
  return state.blocked[replica]?.includes(ref) ?? false;
}
