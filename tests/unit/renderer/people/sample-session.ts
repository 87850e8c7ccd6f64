import type { Participant, Replica } from '../../../../src/shared/capabilities/people/people-state.ts';
import type { SessionState } from '../../../../src/shared/session/state.ts';
import { emptyState } from '../../../../src/shared/session/state.ts';

/** A participant for a test. */
export function participant(person: string, change: Partial<Participant> = {}): Participant {
  return { person, name: person, role: 'editor', colorIndex: 0, standing: 'admitted', lastSeenMs: 0, ...change };
}

/** A replica for a test: a window that is here. */
export function replica(person: string, change: Partial<Replica> = {}): Replica {
  return { person, purpose: 'window', connected: true, activity: 'active', focus: null, ...change };
}

/** A session of these people and replicas. */
export function session(
  people: readonly Participant[],
  replicas: Record<string, Replica>,
  change: Partial<SessionState> = {},
): SessionState {
  const participants = Object.fromEntries(people.map((one) => [one.person, one]));
  return { ...emptyState, participants, replicas, ...change };
}
