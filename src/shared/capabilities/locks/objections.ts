import type { Asking } from '../../core/asking.ts';
import { EnsembleError } from '../../core/errors.ts';
import { shownName } from '../people/names.ts';
import { type LocksView, onSameFile, pathOfLock } from './held-locks.ts';
import type { Lock } from './lock-state.ts';

/**
 * Reason for which an agent may not edit a document: somebody else has locked all of it. Locks bind agents, and warn
 * people. Where in the text a locked section is, the entry rules do not know: the agent's own client judges those.
 */
export function objectionToAgent(state: LocksView, { person, replica, saying }: Asking): EnsembleError | null {
  const { kind, ref } = saying;
  if (ref === null || (kind !== 'doc.updated' && kind !== 'doc.formatted')) return null;
  if (replica === null || state.replicas[replica]?.purpose !== 'agent') return null;
  const place = { ref, path: null };
  const lock = Object.values(state.locks.held).find(
    (other) => other.person !== person && other.selection === null && onSameFile(state, other, place),
  );
  return lock ? boundBy(state, lock, 'this file') : null;
}

function boundBy(state: LocksView, { person, untilMs }: Lock, what: string): EnsembleError {
  const name = shownName(state, person) ?? 'Somebody';
  const until = untilMs === null ? '' : ` until ${new Date(untilMs).toISOString()}`;
  return new EnsembleError('not-permitted', `${name} has locked ${what}${until}: work elsewhere, or ask them.`);
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
  const lock = Object.values(state.locks.held).find((other) => {
    const binds = other.person !== agent && (isWhole || other.selection === null);
    const at = binds ? pathOfLock(state, other) : null;
    return at !== null && (at === path || at.startsWith(`${path}/`));
  });
  return lock ? boundBy(state, lock, pathOfLock(state, lock) ?? path) : null;
}
