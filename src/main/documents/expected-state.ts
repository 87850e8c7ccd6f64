import type { SessionClient } from '../../client/session-client.ts';
import { fold } from '../../shared/session/fold.ts';
import type { SessionState } from '../../shared/session/state.ts';

/**
 * Predicts the state once the log has this replica's entries about documents. Only the host decides on their files, so
 * it knows ahead of the log, also while that is out of reach: a file that is gone is gone. Documents that the log has
 * yet to begin are left out.
 */
export function expectedState({ state, unsent }: Pick<SessionClient, 'state' | 'unsent'>): SessionState {
  return unsent.reduce(
    (expected, { entry }) => (entry.kind === 'doc.opened' ? expected : fold(expected, entry)),
    state,
  );
}
