import { describe, expect, it } from 'vitest';
import { stillVerbs, typedMoveOf, wordsOf } from '../../../../../src/shared/capabilities/git/typed-git.ts';
import { typedMoves } from '../../../../../src/shared/capabilities/git/typed-moves.ts';

const aliases: Record<string, string> = {
  co: 'checkout',
  quick: '-c core.pager=cat co --quiet',
  st: 'status',
  around: 'around',
  fix: "commit --amend -m 'of two words'",
  sync: '!git fetch && git rebase origin/main',
  see: '!git log --oneline | head',
  deep: '!git co "$1"',
};

/** Says what a line moves, in short: act, concern, and files. */
function moved(line: string): string | null {
  const found = typedMoveOf(wordsOf(line), {
    isCommit: (name) => ['main', 'HEAD', 'HEAD~1', '-', '@'].includes(name),
    isFile: (name) => ['a.txt', '.', 'dir'].includes(name),
    alias: (name) => (Object.hasOwn(aliases, name) ? aliases[name]! : null),
  });
  if (found === null) return null;
  const { act, concern, reach } = found;
  return [act, concern, reach.is, ...('names' in reach ? reach.names : [])].join(' ');
}

describe('a line of Git', () => {
  it.each([
    ['checkout main', 'switch work tree'],
    ['checkout -', 'switch work tree'],
    ['checkout feature-on-a-remote', 'switch work tree'],
    ['checkout', null],
    ['checkout -f', 'reset work tree'],
    ['checkout -b new', null],
    ['checkout -qb new main', 'switch work tree'],
    ['checkout .', 'reset work changed .'],
    ['checkout a.txt dir', 'reset work changed a.txt dir'],
    ['checkout main a.txt', 'reset work changed a.txt'],
    ['checkout main -- a.txt', 'reset work changed a.txt'],
    ['checkout main --', 'switch work tree'],
    ['checkout -- -evil', 'reset work changed -evil'],
    ['checkout -p', 'reset work tree'],
    ['checkout --pathspec-from-file=x', 'reset work tree'],
    ['switch main', 'switch work tree'],
    ['switch -c new', null],
    ['switch -fc new', 'switch work tree'],
    ['switch --discard-changes -c new', 'switch work tree'],
    ['switch --create new main', 'switch work tree'],
    ['restore a.txt', 'reset work changed a.txt'],
    ['restore -s main -- a.txt', 'reset work changed a.txt'],
    ['restore --staged a.txt', null],
    ['restore -SW a.txt', 'reset work changed a.txt'],
    ['reset', null],
    ['reset a.txt', null],
    ['reset -q HEAD', null],
    ['reset HEAD~1', 'undo none tree'],
    ['reset --soft HEAD~1', 'undo none tree'],
    ['reset HEAD~1 -- a.txt', null],
    ['reset --hard', 'reset work tree'],
    ['reset --har HEAD~1', 'reset work tree'],
    ['stash', 'stash work tree'],
    ['stash -u', 'stash work tree'],
    ['stash push -m words a.txt', 'stash work changed a.txt'],
    ['stash save words', 'stash work tree'],
    ['stash pop', 'unstash work tree'],
    ['stash list', null],
    ['clean -n', null],
    ['clean -fd', 'reset work untracked'],
    ['clean -f -e x dir', 'reset work untracked dir'],
    ['rm a.txt', null],
    ['rm -rf dir', 'reset work changed dir'],
    ['rm -rf --cached dir', null],
    ['commit -m words', null],
    ['commit -m --amend', null],
    ['commit -am words', null],
    ['commit --amend', 'amend none staged'],
    ['commit --am --no-edit', 'amend none staged'],
    ['commit -a --amend', 'amend none changed :/'],
    ['commit --amend -m words a.txt', 'amend none changed a.txt'],
    ['merge main', 'merge work tree'],
    ['merge --abort', 'abort work tree'],
    ['rebase --continue', 'continue locks tree'],
    ['rebase --skip', 'abort work tree'],
    ['rebase --quit', null],
    ['pull --rebase', 'pull work tree'],
    ['cherry-pick main', 'pick work tree'],
    ['revert HEAD', 'revert work tree'],
    ['bisect good', 'switch work tree'],
    ['bisect log', null],
    ['rebase --help', null],
    ['checkout -h', null],
    ['', null],
    ['--version', null],
    ['status', null],
    ['no-such-command main', null],
    ['-C dir -c a=b --git-dir x checkout main', 'switch work tree'],
    ['--git-dir=x --no-pager log main', null],
    ['co main', 'switch work tree'],
    ['quick main', 'switch work tree'],
    ['st', null],
    ['around', null],
    ['fix', 'amend none staged'],
    ['sync', 'rebase work tree'],
    ['see', null],
    ['deep main', 'switch work tree'],
  ])('%s: %s', (line, wanted) => expect(moved(line)).toBe(wanted));

  it('has no command in both lists', () => {
    expect(stillVerbs.filter((verb) => Object.hasOwn(typedMoves, verb))).toEqual([]);
    expect(moved('constructor')).toBeNull();
    expect(moved('__proto__ x')).toBeNull();
  });
});
