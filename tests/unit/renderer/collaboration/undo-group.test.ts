import { expect, it } from 'vitest';
import type { TextDocument } from '../../../../src/client/text-document.ts';
import { UndoGroups } from '../../../../src/renderer/features/collaboration/undo-group.ts';

/** A text whose newest step is of a group. */
function fakeText(ref: string, group: string) {
  const text = {
    ref,
    undone: 0,
    group: (): string | null => null,
    steps: { nextGroup: () => group, groupLast: () => undefined },
    undo: () => ++text.undone,
  };
  return text as typeof text & TextDocument;
}

const groupsBeside = (elsewhere = 0) => {
  const asked: unknown[] = [];
  const groups = new UndoGroups({
    moveGroup: async (group, direction, isDone) => {
      asked.push([group, direction, isDone('one'), isDone('two')]);
      return elsewhere;
    },
  });
  return { groups, asked };
};

it('takes a step back in all of its texts, also where a file was renamed and bound anew before its old editor ended', async () => {
  const { groups } = groupsBeside();
  const [first, second] = [fakeText('one', 'replaced'), fakeText('two', 'replaced')];
  const stopOld = groups.add(first, 'old.txt');
  groups.add(second, 'two.txt');
  groups.add(first, 'new.txt');
  stopOld();
  expect(await groups.move(first, 'undo')).toBe(2);
  expect([first.undone, second.undone]).toEqual([1, 1]);
});

it('has a step taken back in texts that no editor has (any more)', async () => {
  const { groups, asked } = groupsBeside(3);
  const [first, second] = [fakeText('one', 'replaced'), fakeText('two', 'replaced')];
  groups.add(first, 'one.txt');
  groups.add(second, 'two.txt')();
  expect(await groups.move(first, 'undo')).toBe(4);
  expect(asked).toEqual([['replaced', 'undo', true, false]]);
  expect(second.undone).toBe(0);
});

it('gives one group to texts that are edited together, of which some are bound after that', () => {
  const { groups } = groupsBeside();
  const [open, late, never] = [fakeText('one', ''), fakeText('two', ''), fakeText('three', '')];
  groups.add(open, 'one.txt');
  groups.bound('one.txt');
  const end = groups.begin(['one.txt', 'two.txt']);
  const group = open.group();
  expect(group).toEqual(expect.any(String));
  end();
  expect(open.group()).not.toBe(group);
  groups.add(late, 'two.txt');
  expect(late.group()).toBe(group);
  groups.bound('two.txt');
  expect(late.group()).not.toBe(group);
  groups.add(never, 'three.txt');
  expect(never.group()).not.toBe(group);
});
