import type { Activity } from '../../shared/capabilities/activity/methods.ts';
import { FairTurns } from '../../shared/fair-turns.ts';
import type { Caller, Handlers } from '../../shared/session/contract.ts';

type Read = (wish: { after: number | null; person: string; isOwner: boolean }) => Promise<Activity>;

/** Makes the handler that tells the past of the session, for one asker at a time. */
export function createActivityService(read: Read): Handlers<'activity.since'> {
  const turns = new FairTurns({ atOnce: 1, ofOne: 1, waitingOfOne: 4, things: 'questions about the past' });
  return {
    'activity.since': ({ after }, { person, isOwner }: Caller, signal) =>
      turns.take(person, signal, () => read({ after, person, isOwner })),
  };
}
