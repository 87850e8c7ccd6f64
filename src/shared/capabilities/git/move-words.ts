import type { AskedMove } from './moves.ts';

/** Names of acts without those of branches and commits, by the words with which their questions begin. */
const plainNames: Readonly<Record<string, string>> = {
  'Switch to ': 'Switch branches',
  'Merge ': 'Merge a branch',
  'Rebase onto ': 'Rebase the branch',
  'Pick the commit ': 'Pick a commit',
  'Revert the commit ': 'Revert a commit',
  'Put all changes aside': 'Put all changes aside',
  'Bring back what was put aside': 'Bring back what was put aside',
  Pull: 'Pull',
};

/** Names an act as its question does. */
export function moveInWords(move: AskedMove): string {
  switch (move.method) {
    case 'git.checkout': {
      const { target } = move.params;
      return 'branch' in target ? `Switch to ${target.branch}` : `Switch to the commit ${target.commit.slice(0, 8)}`;
    }
    case 'git.stash':
      return 'Put all changes aside';
    case 'git.unstash':
      return 'Bring back what was put aside';
    case 'git.merge':
      return `Merge ${move.params.branch}`;
    case 'git.rebase':
      return `Rebase onto ${move.params.onto}`;
    case 'git.pick':
      return `Pick the commit ${move.params.commit.slice(0, 8)}`;
    case 'git.revert':
      return `Revert the commit ${move.params.commit.slice(0, 8)}`;
    default:
      return 'Pull';
  }
}

/** Gives the title of a question about an act without names that are Git's. */
export function withoutNames(title: string): string {
  const known = Object.entries(plainNames).find(([start]) => title.startsWith(start));
  return known?.[1] ?? 'Act on all files with Git';
}
