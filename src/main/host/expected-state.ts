import type { SessionClient } from '../../client/session-client.ts';
import { fold } from '../../shared/session/fold.ts';
import type { SessionState } from '../../shared/session/state.ts';

/**
 * The state that the log comes to once it has what this replica has said of documents. Only the host says what becomes
 * of their files, so it knows ahead of the log, also while that is out of reach: a file that is gone is gone. Documents
 * that the log has yet to begin are none.
 */
export function expectedState({ state, unsent }: Pick<SessionClient, 'state' | 'unsent'>): SessionState {
  return unsent.reduce(
    (expected, { entry }) => (entry.kind === 'doc.opened' ? expected : fold(expected, entry)),
    state,
  );
}
