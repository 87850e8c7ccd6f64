import { FileJudge } from '../../src/client/agents/judging-files.ts';
import { SessionClient } from '../../src/client/session-client.ts';
import type { FileProposalsState } from '../../src/shared/capabilities/file-proposals/file-proposal-state.ts';
import { fileProposals } from '../../src/shared/capabilities/file-proposals/file-proposals.ts';
import { type Mutant, patch } from './mutant.ts';

/** Mutants of suggested new files, moves and deletions. */
export const ofFileSuggestions: Mutant[] = [
  {
    name: 'do a suggested file act that somebody else has judged first',
    apply: () =>
      patch(FileJudge.prototype, 'judge', (judge) => {
        return async function (this: FileJudge, ...said) {
          await judge.apply(this, said);
          return true;
        };
      }),
  },
  {
    name: 'do a suggested file act whatever is there by now',
    apply: () => patch(FileJudge.prototype, 'mustFit', () => async () => undefined),
  },
  {
    name: 'open again at once what somebody does as suggested',
    apply: () =>
      patch(fileProposals, 'settle', () => (state) => {
        const all = Object.entries((state as FileProposalsState).fileProposals);
        return {
          ...state,
          fileProposals: Object.fromEntries(all.map(([id, each]) => [id, { ...each, judged: null }])),
        };
      }),
  },
  {
    name: 'wait for ever for somebody who does as suggested',
    apply: () => patch(fileProposals, 'settle', () => (state) => state),
  },
  {
    name: 'let suggestions about hidden files wait',
    apply: () =>
      patch(SessionClient.prototype, 'publish', (publish) => {
        return function (this: SessionClient, kind, ...rest) {
          const isHosts = this.options.purpose === 'host' && kind === 'fileProposal.withdrawn';
          return isHosts ? new Promise(() => undefined) : publish.call(this, kind, ...rest);
        } as SessionClient['publish'];
      }),
  },
];
