import { capabilities } from '../capabilities/index.ts';
import { pathsOf } from '../capabilities/people/agents.ts';
import type { Capability } from '../core/capability.ts';
import type { Entry } from '../core/entry.ts';
import { type Content, isWithin, type NarrowedSlice, type Narrowing, type Sight } from '../core/sight.ts';
import { ownEntry } from './own-entry.ts';
import { emptyState, type SessionState } from './state.ts';
import { decodeBody, encodeBody, type KindName, lookUp } from './table.ts';

const list: readonly Capability[] = capabilities;

const narrowingOf = new Map<string, Narrowing | undefined>(
  list.flatMap((each) => Object.keys(each.kinds).map((name) => [name, each.narrowing] as const)),
);

/** The sight of a person in a state; null where they see the whole folder. */
export function sightOf(state: SessionState, person: string | null): Sight | null {
  const paths = pathsOf(state, person);
  if (paths === null || person === null) return null;
  const sees = (path: string | null | undefined) => typeof path === 'string' && isWithin(paths, path);
  return {
    person,
    sees,
    seesDocument: (ref) => typeof ref === 'string' && sees(state.documents[ref]?.path),
    isOwn: (replica) => state.replicas[replica]?.person === person,
  };
}

/** Gives the content of an entry as it is told to a sight; null for nothing. `body` is null where nobody has opened it. */
function toldContent(state: SessionState, kind: string, content: Content, sight: Sight): Content | null {
  const narrowing = narrowingOf.get(kind);
  const tell = narrowing?.told?.[kind];
  if (tell) {
    const told = content.body === null ? narrowing?.unread?.[kind] : tell;
    return told?.(content as Content<never>, sight, state) ?? null;
  }
  if (narrowing?.open === true || narrowing?.open?.includes(kind)) return content;
  return sight.seesDocument(content.ref) ? content : null;
}

/** Says whether somebody with this sight may say something, or read what is said so; `body` as in the entry rules. */
export function isInSight(state: SessionState, kind: string, content: Content, sight: Sight): boolean {
  const line = lookUp(kind);
  // The host judges what it is asked.
  if (line?.audience === 'to' && !line.amongPeers) return true;
  return toldContent(state, kind, content, sight) !== null;
}

/** Says whether a ref that is no document may be heard with limited sight. */
export const isOpenRef = ({ narrowing }: Capability): boolean => narrowing?.refs === true;

const passed = ownEntry('time.passed', {}, 0, null);

/** Stands for an entry that is not told: time passes by it all the same, for whatever ends by time. */
const nothingTold = ({ seq, at }: Entry): Entry => ({ ...passed, seq, at });

/**
 * Gives an entry as it is told to a sight, by the state of now: itself, one of the same place with less in it, or time
 * that passes. Entries of refs are judged as they are subscribed to.
 */
export function told(state: SessionState, entry: Entry, sight: Sight): Entry {
  const { kind, by, ref } = entry;
  const line = lookUp(kind);
  if (line === undefined) return nothingTold(entry);
  if (line.interest === 'ref') return entry;
  const narrowing = narrowingOf.get(kind);
  if (!narrowing?.told?.[kind]) {
    if (!toldContent(state, kind, { by, ref, body: null }, sight)) return nothingTold(entry);
    // The id of a document that is outside says nothing about a kind that is told all the same.
    return ref !== null && state.documents[ref] && !sight.seesDocument(ref) ? { ...entry, ref: null } : entry;
  }
  let content: Content | null = null;
  let read: unknown = null;
  try {
    read = entry.blob === null ? decodeBody(kind as KindName, entry.body) : null;
    content = toldContent(state, kind, { by, ref, body: read }, sight);
    if (content === null) return nothingTold(entry);
  } catch {
    return nothingTold(entry);
  }
  const { ref: toldRef, body } = content;
  if (toldRef === ref && body === read) return entry;
  if (body === read) return { ...entry, ref: toldRef };
  return { ...entry, ref: toldRef, body: encodeBody(kind as KindName, body as never), blob: null };
}

/** A state, and what somebody with limited sight has of it. */
export interface Narrowed {
  of: SessionState;
  state: SessionState;
}

/** Slices that are others for limited sights: how they are made, or null where they are empty. */
const slices: readonly [name: string, made: NarrowedSlice | null][] = list.flatMap(({ narrowing, slice }) => [
  ...(narrowing ? [] : Object.keys(slice).map((name): [string, null] => [name, null])),
  ...Object.entries(narrowing?.slices ?? {}),
]);

/**
 * Gives a state as somebody with limited sight has it. What they gave `before`, with the same paths, spares the work for
 * slices that are made from the same.
 */
export function narrowed(of: SessionState, sight: Sight, before: Narrowed | null = null): Narrowed {
  const now = of as unknown as Record<string, unknown>;
  const [then, had] = [before?.of, before?.state] as (Record<string, unknown> | undefined)[];
  const state: Record<string, unknown> = { ...of };
  for (const [name, made] of slices) {
    const isSame = then !== undefined && made?.from.every((each) => then[each] === now[each]);
    if (made === null) state[name] = (emptyState as unknown as Record<string, unknown>)[name];
    else state[name] = isSame ? had![name] : made.make(of, sight);
  }
  return { of, state: state as unknown as SessionState };
}
