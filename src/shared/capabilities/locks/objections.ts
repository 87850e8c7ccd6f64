import type { Asking } from '../../core/asking.ts';
import { EnsembleError } from '../../core/errors.ts';
import { shownName } from '../people/names.ts';
import { type LocksView, onSameFile } from './held-locks.ts';

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
  if (!lock) return null;
  const name = shownName(state, lock.person) ?? 'Somebody';
  const until = lock.untilMs === null ? '' : ` until ${new Date(lock.untilMs).toISOString()}`;
  return new EnsembleError('not-permitted', `${name} has locked this file${until}: work elsewhere, or ask them.`);
}
