import { expect, test } from 'vitest';
import { pathOf, strokeOf } from '../../../../../src/renderer/workbench/editors/stroke.ts';
import { mostPoints } from '../../../../../src/shared/capabilities/drawing/drawing.ts';

const small = { widthPx: 8, heightPx: 20 };
const large = { widthPx: 16, heightPx: 40 };

test('a stroke over letters of one size is over the same letters in another', () => {
  const stroke = strokeOf(
    3,
    [
      [8, 0],
      [24, 20],
      [40, -10],
    ],
    small,
  );
  expect(stroke).toEqual({
    line: 3,
    points: [
      [100, 0],
      [300, 100],
      [500, -50],
    ],
  });
  expect(pathOf(stroke, large)).toBe('M16.0 0.0 L48.0 40.0 L80.0 -20.0');
});

test('a long stroke is thinned out, and keeps its ends', () => {
  const points = Array.from({ length: 4321 }, (_, index) => [index, index] as const);
  const stroke = strokeOf(1, points, { widthPx: 100, heightPx: 100 });
  expect(stroke.points.length).toBeLessThanOrEqual(mostPoints);
  expect(stroke.points[0]).toEqual([0, 0]);
  expect(stroke.points.at(-1)).toEqual([4320, 4320]);
});
