import type { Activity, PastFilter, PastPage } from '../../shared/capabilities/activity/methods.ts';
import { FairTurns } from '../../shared/fair-turns.ts';
import type { Caller, Handlers } from '../../shared/session/contract.ts';

/** Asker about the past, of whom it depends how much is told. */
type Asker = Pick<Caller, 'person' | 'isOwner'>;

/** Ways to the past of the session, wherever that is kept. */
export interface Past {
  since(wish: Asker & { after: number | null }): Promise<Activity>;
  page(wish: Asker & { after: number; filter: PastFilter; limit: number }): Promise<PastPage>;
}

/** Makes the handlers that tell the past of the session, for one asker at a time. */
export function createActivityService(past: Past): Handlers<'activity.since' | 'activity.page'> {
  const turns = new FairTurns({ atOnce: 1, ofOne: 1, waitingOfOne: 4, things: 'questions about the past' });
  return {
    'activity.since': ({ after }, { person, isOwner }: Caller, signal) =>
      turns.take(person, signal, () => past.since({ after, person, isOwner })),
    'activity.page': (wish, { person, isOwner }: Caller, signal) =>
      turns.take(person, signal, () => past.page({ ...wish, person, isOwner })),
  };
}
