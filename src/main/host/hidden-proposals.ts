import type { SessionClient } from '../../client/session-client.ts';
import { pathsOfAct, waitingFileProposals } from '../../shared/capabilities/file-proposals/file-proposal-state.ts';
import type { Handlers } from '../../shared/session/contract.ts';
import { type Visibility, viewOf } from '../files/visibility.ts';

/**
 * Takes back what agents suggest for files that are hidden from guests: nobody but the host knows which these are, and
 * its owner's window could do such an act.
 */
export function hiddenProposals({ client, visibility }: { client: SessionClient; visibility: () => Visibility }) {
  let known: object | null = null;
  let off: () => void = () => undefined;
  const look = () => {
    const { fileProposals, host } = client.state;
    if (fileProposals === known || host?.replica !== client.replica) return;
    known = fileProposals;
    const { sees } = viewOf({ isOwner: false }, visibility());
    for (const { id, act } of waitingFileProposals(client.state))
      if (!pathsOfAct(act).every(sees))
        void client.publish('fileProposal.withdrawn', { proposal: id }).catch(() => undefined);
  };
  return {
    handlers: {} as Handlers<never>,
    start: () => {
      off = client.events.on('state', look);
      look();
    },
    close: () => off(),
  };
}
