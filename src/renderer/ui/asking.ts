import { holds } from '../../shared/capabilities/people/agents.ts';
import { objectionToAnswer } from '../../shared/capabilities/people/objections.ts';
import { may } from '../../shared/capabilities/people/participants.ts';
import type { Participant } from '../../shared/capabilities/people/people-state.ts';
import type { SessionState } from '../../shared/session/state.ts';

/**
 * Age at which a request to join is old: its person has most likely gone; asking again brings them back. The list of
 * people keeps them.
 */
export const askingLifetimeMs = 15 * 60_000;

/** Lists the people who wait to be let in. */
export function asking(state: SessionState, nowMs: number): Participant[] {
  return Object.values(state.participants).filter(
    ({ standing, lastSeenMs }) => standing === 'asking' && nowMs - lastSeenMs < askingLifetimeMs,
  );
}

/** Says whether a person may let somebody in who waits, as they asked. */
export function mayLetIn(state: SessionState, person: string | null, target: Participant): boolean {
  const by = person === null ? undefined : state.participants[person];
  if (by === undefined || !may(state, person, 'admit.guests')) return false;
  return holds(state, by, 'admit') || objectionToAnswer(state, by, target, target) === null;
}
