import { expect, it } from 'vitest';
import type { TextDocument } from '../../../../src/client/text-document.ts';
import { UndoGroups } from '../../../../src/renderer/features/collaboration/undo-group.ts';

/** A text whose newest step is of a group. */
function fakeText(group: string) {
  const text = {
    undone: 0,
    group: (): string | null => null,
    steps: { nextGroup: () => group },
    undo: () => ++text.undone,
  };
  return text;
}

it('takes a step back in all of its texts, also where a file was renamed and bound anew before its old editor ended', () => {
  const groups = new UndoGroups();
  const [first, second] = [fakeText('replaced'), fakeText('replaced')];
  const add = (text: typeof first) => groups.add(text as unknown as TextDocument);
  const stopOld = add(first);
  add(second);
  add(first);
  stopOld();
  expect(groups.move(first as unknown as TextDocument, 'undo')).toBe(2);
  expect([first.undone, second.undone]).toEqual([1, 1]);
});

it('leaves out a text that was closed', () => {
  const groups = new UndoGroups();
  const [first, second] = [fakeText('replaced'), fakeText('replaced')];
  groups.add(first as unknown as TextDocument);
  groups.add(second as unknown as TextDocument)();
  expect(groups.move(first as unknown as TextDocument, 'undo')).toBe(1);
  expect(second.undone).toBe(0);
});
