import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import type { GitAct } from '../../../shared/capabilities/git/kinds.ts';
import type { OthersLock } from '../../../shared/capabilities/git/methods.ts';
import type { TransferProgress } from '../../../shared/capabilities/git/questions.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { SessionState } from '../../../shared/session/state.ts';

/** Most locks that words name. */
const mostNamed = 3;

/** Describes somebody's act; the others' names and branches are cleaned where they are shown. */
export function deedInWords(who: string, act: GitAct, what: string): string {
  switch (act) {
    case 'committed':
      return `${who} committed “${what}”.`;
    case 'checked-out':
      return `${who} switched to ${what}.`;
    case 'branched':
      return `${who} made the branch ${what}.`;
    case 'deleted-branch':
      return `${who} deleted the branch ${what}.`;
    case 'fetched':
      return `${who} fetched from the remotes.`;
    case 'pulled':
      return `${who} pulled ${what}.`;
    case 'pushed':
      return `${who} pushed ${what}.`;
    case 'discarded':
      return `${who} discarded the changes of ${what}.`;
    case 'initialised':
      return `${who} made this folder a repository.`;
    case 'tagged':
      return `${who} made the tag ${what}.`;
    case 'aborted':
      return what === 'stash' ? `${who} put back aside what had conflicts.` : `${who} aborted the ${what}.`;
    case 'continued':
      return `${who} continued the ${what}.`;
    case 'stashed':
      return what === '' ? `${who} put all changes aside.` : `${who} put all changes aside: “${what}”.`;
    case 'unstashed':
      return `${who} brought back what was put aside.`;
    case 'renamed-branch':
      return `${who} renamed the branch ${what}.`;
    case 'deleted-tag':
      return `${who} deleted the tag ${what}.`;
    case 'dropped':
      return `${who} dropped something that was put aside.`;
    case 'added-worktree':
      return `${who} made a working tree of ${what}.`;
    case 'removed-worktree':
      return `${who} removed the working tree ${what}.`;
    case 'undone':
      return `${who} took back the last commit, “${what}”.`;
    default:
      return `${who} ${act} ${what}.`;
  }
}

/** Describes locks of others, which are in the way of an act on the whole working tree. */
export function locksInWords(state: SessionState, locks: readonly OthersLock[]): string {
  const named = locks.slice(0, mostNamed).map(({ person, place, untilMs }) => {
    const at = untilMs === null ? null : new Date(untilMs);
    const until = at === null ? '' : ` until ${at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}`;
    return `${shownName(state, person) ?? 'Somebody'} has locked ${place ?? 'a file that you do not see'}${until}.`;
  });
  const more = locks.length > mostNamed ? [`${locks.length - mostNamed} more locks are held.`] : [];
  return [...named, ...more, 'Nothing was done: ask them to unlock, or wait.'].join(' ');
}

/** Words of the status bar for a repository: its branch, or its commit, and a star if anything differs. */
export function branchInWords({ branch, head, changes, rest, underway }: RepositoryStatus): string {
  const at = branch ?? head?.slice(0, 8) ?? 'no branch';
  const conflicts = changes.some(({ is }) => is.includes('U'));
  const signs = `${changes.length + rest > 0 ? '*' : ''}${conflicts ? '!' : ''}`;
  return underway === null ? `${at}${signs}` : `${at}${signs} (${underway})`;
}

/** Describes the commits to pull and to push: `↓2 ↑1` */
export function syncInWords({ ahead, behind }: Pick<RepositoryStatus, 'ahead' | 'behind'>): string {
  return `${behind}↓ ${ahead}↑`;
}

/** Describes the progress of fetching, pulling or pushing. */
export function progressInWords({ words, percent, asksHost }: TransferProgress, isHost: boolean): string {
  if (asksHost) return isHost ? 'Waiting for the sign-in…' : 'The host is asked to sign in at the remote…';
  return percent === null ? `${words}…` : `${words}, ${percent} %`;
}
