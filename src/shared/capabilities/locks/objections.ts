import type { Asking } from '../../core/asking.ts';
import { EnsembleError } from '../../core/errors.ts';
import { shownName } from '../people/names.ts';
import { hasMostPatterns, type LocksView, lockInTheWay, mostPatternsOfOne } from './held-locks.ts';
import type { LockBody } from './kinds.ts';
import { fitsPattern, liesBelow, lockPattern, noPattern } from './lock-pattern.ts';
import { filesMeet, pathOfLock } from './lock-places.ts';
import type { Lock } from './lock-state.ts';
import type { SectionLock } from './section-lines.ts';
import { treeActInWords } from './tree-lease.ts';

/**
 * Reason for which a lock may not be taken that would meet a pattern, its own or another's: its sender may not know of
 * that. Two on single files meet in the log.
 */
function objectionToLock(state: LocksView, { person, saying: { ref, body } }: Asking): EnsembleError | null {
  const wish = body as LockBody<'lock.acquired'> | null | undefined;
  if (!wish) return null;
  const { path, pattern, selection, beside } = wish;
  if (pattern !== undefined && !lockPattern.safeParse(pattern).success)
    return new EnsembleError('bad-request', noPattern);
  const files = { ref, path: ref === null ? path : null, ...(pattern !== undefined && { pattern }) };
  if (pattern !== undefined && hasMostPatterns(state, person))
    return new EnsembleError(
      'too-large',
      `You have locked ${mostPatternsOfOne} patterns of files already: give one of them up first.`,
    );
  const met = lockInTheWay(state, { ...files, person, isSection: selection !== null, beside }, filesMeet);
  if (met === null || (met.pattern === undefined && pattern === undefined)) return null;
  return new EnsembleError('exists', `${whoseAndUntil(state, met)}: lock something else, or ask them.`);
}

/**
 * Reason for which an agent may not edit a document: somebody else has locked all of it. Locks bind agents, and warn
 * people. Edits of locked sections are judged by the text, which the entry rules do not have; the form of a text is that of
 * all its lines.
 */
function objectionToAgent(state: LocksView, { person, replica, saying }: Asking): EnsembleError | null {
  const { kind, ref } = saying;
  if (ref === null || (kind !== 'doc.updated' && kind !== 'doc.formatted')) return null;
  if (replica === null || state.replicas[replica]?.purpose !== 'agent') return null;
  if (isTreeOfAnother(state, person)) return movingTree(state);
  const place = { ref, path: null };
  const isWhole = kind === 'doc.formatted';
  const lock = Object.values(state.locks.held).find(
    (other) => other.person !== person && (isWhole || other.selection === null) && filesMeet(state, other, place),
  );
  return lock ? boundBy(state, lock, 'this file') : null;
}

const theseLines = 'these lines';

/** Lists the locked sections of a text that bind a replica: those of others, where it is an agent's. */
export function sectionsBinding(state: LocksView, replica: string, ref: string): SectionLock[] {
  const { person, purpose } = state.replicas[replica] ?? {};
  if (person === undefined || purpose !== 'agent') return [];
  const isBinding = (lock: Lock): lock is SectionLock =>
    lock.selection !== null && lock.ref === ref && lock.person !== person;
  return Object.values(state.locks.held).filter(isBinding);
}

/** Refusal of an agent's edit that touches a locked section. */
export const sectionInTheWay = (state: LocksView, lock: SectionLock): EnsembleError => boundBy(state, lock, theseLines);

/** Reason for which something may not be said while others have locks; null where there is none. */
export function objectionTo(state: LocksView, asking: Asking): EnsembleError | null {
  return asking.saying.kind === 'lock.acquired' ? objectionToLock(state, asking) : objectionToAgent(state, asking);
}

function whoseAndUntil(state: LocksView, { person, untilMs }: Lock, what = 'files among these'): string {
  const until = untilMs === null ? '' : ` until ${new Date(untilMs).toISOString()}`;
  return `${shownName(state, person) ?? 'Somebody'} has locked ${what}${until}`;
}

function boundBy(state: LocksView, lock: Lock, what: string): EnsembleError {
  const which = lock.selection === null || what === theseLines ? what : `lines of ${what}`;
  return new EnsembleError('not-permitted', `${whoseAndUntil(state, lock, which)}: work elsewhere, or ask them.`);
}

const isTreeOfAnother = ({ locks: { tree } }: LocksView, person: string) =>
  tree !== undefined && tree.person !== person;

function movingTree({ locks: { tree }, ...state }: LocksView): EnsembleError {
  const who = treeActInWords(shownName(state, tree!.person) ?? 'Somebody', tree!.act);
  return new EnsembleError('not-permitted', `${who}, so agents edit nothing just now: try again in a moment.`);
}

/** Says whether a folder has files of a pattern in it, as far as the session knows them. */
function reachesInto({ documents }: LocksView, pattern: string, folder: string): boolean {
  const isInside = (path: string | null) => path?.startsWith(`${folder}/`) === true;
  return (
    liesBelow(pattern, folder) ||
    Object.values(documents).some(({ path, deleted }) => !deleted && isInside(path) && fitsPattern(pattern, path!))
  );
}

/**
 * Reason for which an agent may not change what is at a path: somebody else has locked it or, where all of it goes
 * (`isWhole`), a part of it.
 */
export function objectionToAgentsChange(
  state: LocksView,
  agent: string,
  path: string,
  isWhole: boolean,
): EnsembleError | null {
  if (isTreeOfAnother(state, agent)) return movingTree(state);
  for (const lock of Object.values(state.locks.held)) {
    if (lock.person === agent || (!isWhole && lock.selection !== null)) continue;
    if (lock.pattern !== undefined) {
      if (fitsPattern(lock.pattern, path)) return boundBy(state, lock, path);
      if (isWhole && reachesInto(state, lock.pattern, path)) return boundBy(state, lock, `files in ${path}`);
      continue;
    }
    const at = pathOfLock(state, lock);
    // A file gives way, too, where another one comes below its path.
    if (at !== null && (at === path || at.startsWith(`${path}/`) || path.startsWith(`${at}/`)))
      return boundBy(state, lock, at);
  }
  return null;
}
