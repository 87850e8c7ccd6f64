import { expect, it } from 'vitest';
import { Stretches } from '../../../../server/replay/stretches.ts';

/** Stretches of a log whose entries have these numbers; those in `shown` are. */
function stretchesOf(seqs: readonly number[], shown: readonly number[]): Stretches {
  const stretches = new Stretches();
  for (const seq of seqs) stretches.note(seq, shown.includes(seq));
  return stretches;
}

it('stretches hold every seq between their first and last entry, also of entries that are gone', () => {
  const stretches = stretchesOf([1, 2, 5, 8, 9, 10, 13], [2, 5, 8, 10, 13]);
  expect([0, 1, 2, 3, 4, 5, 8].map((seq) => stretches.nearest(seq))).toEqual([2, 2, 2, 3, 4, 5, 8]);
  expect([9, 10, 11, 13, 99].map((seq) => stretches.nearest(seq))).toEqual([8, 10, 11, 13, 13]);
});

it('a stretch does not begin with entries before it that are gone', () => {
  const stretches = stretchesOf([1, 5, 6], [5, 6]);
  expect([2, 4, 5, 6].map((seq) => stretches.nearest(seq))).toEqual([5, 5, 5, 6]);
});

it('a stretch begins behind the last entry that is not shown', () => {
  const stretches = stretchesOf([1, 2, 5, 8, 9, 10, 13], [2, 5, 8, 10, 13]);
  expect([2, 4, 8, 10, 13].map((seq) => stretches.startOf(seq))).toEqual([1, 1, 1, 9, 9]);
  expect(stretchesOf([3, 4], [3, 4]).startOf(4)).toBe(0);
});

it('an entry that is gone from before a stretch is none of it', () => {
  const stretches = stretchesOf([1, 3, 4, 7], [3, 7]);
  expect([2, 3, 6, 7].map((seq) => stretches.nearest(seq))).toEqual([3, 3, 3, 7]);
  expect([3, 7].map((seq) => stretches.startOf(seq))).toEqual([2, 6]);
});
