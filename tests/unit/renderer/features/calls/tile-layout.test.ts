import { expect, it } from 'vitest';
import { columnsFor } from '../../../../../src/renderer/features/calls/tile-layout.ts';

it('lays tiles out so that they are largest: beside each other in a wide box, below in a narrow one', () => {
  const box = { width: 540, height: 350 };
  expect([1, 2, 4, 5, 8].map((count) => columnsFor(count, box))).toEqual([1, 1, 2, 2, 3]);
  expect(columnsFor(4, { width: 1000, height: 120 })).toBe(4);
  expect(columnsFor(4, { width: 200, height: 900 })).toBe(1);
  expect(columnsFor(0, box)).toBe(1);
});
