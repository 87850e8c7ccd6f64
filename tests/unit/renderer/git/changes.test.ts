import { expect, it } from 'vitest';
import { findChange, heightOf, spanOf } from '../../../../src/renderer/workbench/scm/changes.ts';

const change = (from: number, to: number, start: number, end: number) => ({
  originalStartLineNumber: from,
  originalEndLineNumber: to,
  modifiedStartLineNumber: start,
  modifiedEndLineNumber: end,
});
const changes = [change(1, 0, 2, 3), change(5, 6, 8, 0), change(9, 9, 11, 12)];

it('finds the change at a line, and the next and the one before, round the ends', () => {
  expect(findChange(changes, 3, 1, true)).toBe(0);
  expect(findChange(changes, 3, 1, false)).toBe(1);
  expect(findChange(changes, 8, -1, false)).toBe(0);
  expect(findChange(changes, 12, 1, false)).toBe(0);
  expect(findChange(changes, 1, -1, false)).toBe(2);
  expect(findChange([], 1, 1, true)).toBe(-1);
});

it('tells the lines of a change, deleted ones by the line before them', () => {
  expect(changes.map((each) => [spanOf(each), heightOf(each)])).toEqual([
    [{ start: 2, end: 3 }, 2],
    [{ start: 8, end: 8 }, 2],
    [{ start: 11, end: 12 }, 3],
  ]);
  expect(spanOf(change(1, 2, 0, 0))).toEqual({ start: 1, end: 1 });
});
