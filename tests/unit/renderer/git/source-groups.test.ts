import { expect, it } from 'vitest';
import { badgesOf, groupsOf } from '../../../../src/renderer/features/git/source-groups.ts';

const changes = [
  { path: 'both.txt', is: 'MM' },
  { path: 'new.txt', is: '??' },
  { path: 'gone.txt', is: 'D.' },
  { path: 'moved.txt', is: 'R.', was: 'old.txt' },
  { path: 'fight.txt', is: 'UU' },
  { path: 'added.txt', is: 'AA' },
];

it('puts files into the groups of the view, a file in both where it differs twice', () => {
  const groups = groupsOf({ path: '', problem: null, changes });
  expect(groups.map(({ id, changes: all }) => [id, all.map(({ path }) => path)])).toEqual([
    ['merge', ['fight.txt', 'added.txt']],
    ['index', ['both.txt', 'gone.txt', 'moved.txt']],
    ['workingTree', ['both.txt', 'new.txt']],
  ]);
  const [, index, tree] = groups;
  expect(index!.changes[2]).toMatchObject({
    tooltip: 'Index Renamed from old.txt',
    left: { path: 'old.txt', version: 'HEAD' },
    right: { path: 'moved.txt', version: 'index' },
  });
  expect(tree!.changes[1]).toMatchObject({ kind: 'untracked', left: null, right: 'file' });
});

it('marks files with the letters that people know', () => {
  const letters = [...badgesOf([{ changes }])].map(([path, { icon }]) => [path, (icon as { letter: string }).letter]);
  expect(Object.fromEntries(letters)).toEqual({
    'both.txt': 'M',
    'new.txt': 'U',
    'gone.txt': 'D',
    'moved.txt': 'R',
    'fight.txt': '!',
    'added.txt': '!',
  });
});
