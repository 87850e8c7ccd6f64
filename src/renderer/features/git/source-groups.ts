import type { ChangedFile, RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import type { FileBadge, SourceChange, SourceGroup } from '../../workbench/index.ts';

/** Letters of files that differ, as VS Code shows them, their words and their colours. */
const looks: Record<string, { letter: string; words: string; colour: string }> = {
  M: { letter: 'M', words: 'Modified', colour: 'modified' },
  T: { letter: 'T', words: 'Type Changed', colour: 'modified' },
  A: { letter: 'A', words: 'Added', colour: 'added' },
  D: { letter: 'D', words: 'Deleted', colour: 'deleted' },
  R: { letter: 'R', words: 'Renamed', colour: 'renamed' },
  C: { letter: 'C', words: 'Copied', colour: 'renamed' },
  '?': { letter: 'U', words: 'Untracked', colour: 'untracked' },
  U: { letter: '!', words: 'Conflict', colour: 'conflicting' },
};

const lookOf = (letter: string) => looks[letter] ?? looks.M!;

export function isConflict({ is }: Pick<ChangedFile, 'is'>): boolean {
  return is.includes('U') || is === 'AA' || is === 'DD';
}

const isStaged = (file: ChangedFile) => !isConflict(file) && !/^[.?]/.test(file.is);
const isUnstaged = (file: ChangedFile) => !isConflict(file) && file.is[1] !== '.';

function inIndex(repository: string, { path, is, was }: ChangedFile): SourceChange {
  const letter = is[0]!;
  return {
    path,
    tooltip: was === undefined ? `Index ${lookOf(letter).words}` : `Index ${lookOf(letter).words} from ${was}`,
    isGone: letter === 'D',
    kind: 'staged',
    left: letter === 'A' ? null : { repository, path: was ?? path, version: 'HEAD' },
    right: letter === 'D' ? null : { repository, path, version: 'index' },
  };
}

function inWorkingTree(repository: string, { path, is }: ChangedFile): SourceChange {
  const letter = is[1]!;
  return {
    path,
    tooltip: lookOf(letter).words,
    isGone: letter === 'D',
    kind: letter === '?' ? 'untracked' : 'changed',
    left: letter === '?' ? null : { repository, path, version: 'index' },
    right: letter === 'D' ? null : 'file',
  };
}

function inConflict({ path, is }: ChangedFile): SourceChange {
  const words: Record<string, string> = {
    UU: 'Both Modified',
    AA: 'Both Added',
    DD: 'Both Deleted',
    AU: 'Added by Us',
    UA: 'Added by Them',
    DU: 'Deleted by Us',
    UD: 'Deleted by Them',
  };
  return {
    path,
    tooltip: `Conflict: ${words[is] ?? 'Both Modified'}`,
    isGone: is === 'DD',
    kind: 'conflict',
    left: null,
    right: is === 'DD' ? null : 'file',
    opensWith: 'git.openConflict',
  };
}

type Groupable = Pick<RepositoryStatus, 'path' | 'changes' | 'problem'>;

/** The groups of a repository in the view of source control. */
export function groupsOf({ path, changes, problem }: Groupable): SourceGroup[] {
  if (problem !== null) return [{ id: 'problem', label: problem, hideWhenEmpty: false, changes: [] }];
  return [
    { id: 'merge', label: 'Merge Changes', hideWhenEmpty: true, changes: changes.filter(isConflict).map(inConflict) },
    {
      id: 'index',
      label: 'Staged Changes',
      hideWhenEmpty: true,
      changes: changes.filter(isStaged).map((file) => inIndex(path, file)),
    },
    {
      id: 'workingTree',
      label: 'Changes',
      hideWhenEmpty: false,
      changes: changes.filter(isUnstaged).map((file) => inWorkingTree(path, file)),
    },
  ];
}

/** Letters of files in the explorer, on tabs and in the view of source control. */
export function badgesOf(repositories: readonly Pick<RepositoryStatus, 'changes'>[]): Map<string, FileBadge> {
  const badges = new Map<string, FileBadge>();
  for (const file of repositories.flatMap(({ changes }) => changes)) {
    const at = isConflict(file) ? 'U' : file.is[1] === '.' ? file.is[0]! : file.is[1]!;
    const { letter, words, colour } = lookOf(at);
    badges.set(file.path, {
      icon: { letter },
      tooltip: file.is[1] === '.' && at !== 'U' ? `Index ${words}` : words,
      colour: `gitDecoration.${colour}ResourceForeground`,
      bubbles: at !== 'D',
    });
  }
  return badges;
}
