import type { SessionClient } from '../../client/session-client.ts';
import { waitingFileProposals } from '../../shared/capabilities/file-proposals/file-proposal-state.ts';
import { pathsOfAct } from '../../shared/capabilities/file-proposals/kinds.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Handlers } from '../../shared/session/contract.ts';
import { type Visibility, viewOf } from '../files/visibility.ts';
import type { SharingRules } from './sharing-settings.ts';

interface Parts {
  client: SessionClient;
  visibility: () => Visibility;
  rules: Pick<SharingRules, 'onChanged'>;
  report: (message: string) => void;
}

/**
 * Takes back what agents suggest for files that are hidden from guests: nobody but the host knows which these are, and
 * its owner's window could do such an act. It looks again as what is hidden changes, also by further working trees.
 */
export function hiddenProposals({ client, visibility, rules, report }: Parts) {
  let known: readonly unknown[] = [];
  let off: (() => void)[] = [];
  /** Proposals whose withdrawal is on its way, which takes as long as the session is away. */
  const inFlight = new Set<string>();

  const takeBack = (proposal: string) => {
    inFlight.add(proposal);
    client.publish('fileProposal.withdrawn', { proposal }).catch((thrown: unknown) => {
      // The next look tries again, where it is still there.
      inFlight.delete(proposal);
      const isGone = thrown instanceof EnsembleError && thrown.code === 'not-found';
      if (!isGone && off.length > 0) report(`A suggestion for a hidden file was not taken back: ${String(thrown)}`);
    });
  };
  const look = () => {
    if (client.state.host?.replica !== client.replica) return;
    const { sees } = viewOf({ isOwner: false }, visibility());
    const waiting = waitingFileProposals(client.state);
    const ids = new Set(waiting.map(({ id }) => id));
    for (const id of inFlight) if (!ids.has(id)) inFlight.delete(id);
    for (const { id, act } of waiting) if (!inFlight.has(id) && !pathsOfAct(act).every(sees)) takeBack(id);
  };
  const follow = () => {
    const { fileProposals, git, host } = client.state;
    const now = [fileProposals, git, host];
    if (now.every((slice, index) => slice === known[index])) return;
    known = now;
    look();
  };
  return {
    handlers: {} as Handlers<never>,
    start: () => {
      off = [client.events.on('state', follow), rules.onChanged(look)];
      follow();
    },
    close: () => {
      for (const stop of off) stop();
      off = [];
    },
  };
}
