import type { DocumentsState } from '../documents/document-state.ts';
import type { PeopleState } from '../people/people-state.ts';
import { isHere, isLostBy, isOver, remaining, withHolder } from './holdings.ts';
import type { LockBody } from './kinds.ts';
import { type LockedFiles, onSameFile } from './lock-places.ts';
import type { Lock, LocksSlice, LocksState } from './lock-state.ts';

/** Slices that locks depend on, their own among them. */
export type LocksView = PeopleState & DocumentsState & LocksSlice;

const mostLocksOfOne = 200;
/** Fewer of patterns: each edit of an agent is compared with all of them. */
export const mostPatternsOfOne = 20;
/** Number of forced unlocks in the state; the log has all of them. */
const mostStolen = 50;

/** Maker and time of an entry. */
interface Stamp {
  by: string;
  at: number;
  seq: number;
}

function withHeld(state: LocksView, held: LocksState['held']): LocksView {
  return held === state.locks.held ? state : { ...state, locks: { ...state.locks, held } };
}

/** Gives the state without the locks that ran out before `at`; the very same where there are none. */
export function pruned(state: LocksView, at: number): LocksView {
  return without(state, (lock) => isOver(lock, at));
}

function without(state: LocksView, ends: (lock: Lock) => boolean): LocksView {
  return withHeld(state, remaining(state.locks.held, ends));
}

/**
 * Finds somebody else's lock that a new one would meet, or null. Sections meet unless the sender has seen them apart;
 * patterns are judged before they come into the log.
 */
export function lockInTheWay(
  state: LocksView,
  wanted: LockedFiles & { person: string; isSection: boolean; beside: readonly string[] },
  isSame = onSameFile,
): Lock | null {
  const meets = (other: Lock) =>
    other.person !== wanted.person &&
    isSame(state, other, wanted) &&
    !(wanted.isSection && other.selection !== null && wanted.beside.includes(other.id));
  return Object.values(state.locks.held).find(meets) ?? null;
}

/** Copies decoded bytes: they are views of their frame, which the state must not keep alive. */
function copied({ anchor, head }: NonNullable<Lock['selection']>): NonNullable<Lock['selection']> {
  return { anchor: new Uint8Array(anchor), head: new Uint8Array(head) };
}

function isSomewhere(state: LocksView, { ref, path, pattern }: LockedFiles, selection: Lock['selection']): boolean {
  if (ref !== null) return pattern === undefined && state.documents[ref] !== undefined;
  return selection === null && (path === null) !== (pattern === undefined);
}

/** Says whether somebody holds as many patterns as one may. */
export function hasMostPatterns({ locks }: LocksView, person: string): boolean {
  const own = Object.values(locks.held).filter((lock) => lock.person === person && lock.pattern !== undefined);
  return own.length >= mostPatternsOfOne;
}

/** Adds a lock. One that meets an earlier lock of somebody else is void. */
export function acquired(
  state: LocksView,
  ref: string | null,
  body: LockBody<'lock.acquired'>,
  { by, at, seq }: Stamp,
): LocksView {
  const { lock: id, lines, beside, untilMs, note = '', pattern } = body;
  const selection = body.selection && copied(body.selection);
  const person = state.replicas[by]?.person;
  const { held } = state.locks;
  const path = ref === null ? body.path : null;
  const files: LockedFiles = { ref, path, ...(pattern !== undefined && { pattern }) };
  if (person === undefined || !isSomewhere(state, files, selection)) return state;
  if (held[id] || (untilMs !== null && untilMs <= at)) return state;
  if (lockInTheWay(state, { ...files, person, isSection: selection !== null, beside })) return state;
  if (Object.values(held).filter((lock) => lock.person === person).length >= mostLocksOfOne) return state;
  if (pattern !== undefined && hasMostPatterns(state, person)) return state;
  const leftMs = isHere(state, person, by) ? null : at;
  const lock: Lock = { id, ...files, selection, lines, person, by, sinceMs: at, seq, untilMs, note, leftMs };
  return withHeld(state, { ...held, [id]: lock });
}

/** Releases a lock of the sender's; nobody else can. */
export function released(state: LocksView, { lock }: LockBody<'lock.released'>, { by }: Stamp): LocksView {
  const person = state.replicas[by]?.person;
  return without(state, (held) => held.id === lock && held.person === person);
}

/** Ends another's lock by force, and remembers that. */
export function stolen(state: LocksView, body: LockBody<'lock.stolen'>, { by, at, seq }: Stamp): LocksView {
  const lock = state.locks.held[body.lock];
  const person = state.replicas[by]?.person;
  if (!lock || person === undefined) return state;
  const next = without(state, ({ id }) => id === lock.id);
  if (person === lock.person) return next;
  const trace = { seq, at, by: person, reason: body.reason ?? '', lock };
  return { ...next, locks: { ...next.locks, stolen: [...next.locks.stolen, trace].slice(-mostStolen) } };
}

/** Notes on a person's locks whether they are here, after a window of theirs has come or gone. */
export function presenceChanged(state: LocksView, person: string, at: number): LocksView {
  return withHeld(state, withHolder(state, state.locks.held, person, at));
}

/** Forgets the locks on a document that leaves the session, and those that were ended by force. */
export function sealed(state: LocksView, ref: string): LocksView {
  const next = without(state, (lock) => lock.ref === ref);
  const stolen = next.locks.stolen.filter(({ lock }) => lock.ref !== ref);
  return stolen.length === next.locks.stolen.length ? next : { ...next, locks: { ...next.locks, stolen } };
}

/** Releases the locks of a person who may no longer edit, and of their agents: they could not even give them up. */
export function rightsChanged(state: LocksView, person: string): LocksView {
  return without(state, (lock) => isLostBy(state, lock, person));
}

/** Lists the locks that hold at a moment, the oldest first. */
export function standingLocks(state: LocksView, nowMs: number): Lock[] {
  return Object.values(state.locks.held).filter((lock) => !isOver(lock, nowMs));
}

/** Notes that an act on the whole tree has begun. */
export function treeLeased(state: LocksView, { person, act }: LockBody<'tree.leased'>, at: number): LocksView {
  return { ...state, locks: { ...state.locks, tree: { person, act, sinceMs: at } } };
}

/** Ends the lease of the tree, with its act or with the host that did it. */
export function treeFreed(state: LocksView): LocksView {
  if (state.locks.tree === undefined) return state;
  const { tree: _, ...locks } = state.locks;
  return { ...state, locks };
}
