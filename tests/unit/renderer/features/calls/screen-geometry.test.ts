import { expect, it } from 'vitest';
import {
  cssPlace,
  pictureIn,
  placeAt,
  placeBeside,
  screenPath,
} from '../../../../../src/renderer/features/calls/screen-geometry.ts';
import { screenUnits } from '../../../../../src/shared/capabilities/calls/limits.ts';

const wide = { width: 1600, height: 900 };

it('finds the picture between bars above and below, and beside it', () => {
  expect(pictureIn({ width: 800, height: 800 }, wide)).toEqual({ left: 0, top: 175, width: 800, height: 450 });
  expect(pictureIn({ width: 1000, height: 450 }, wide)).toEqual({ left: 100, top: 0, width: 800, height: 450 });
  expect(pictureIn({ width: 800, height: 450 }, { width: 0, height: 0 })).toMatchObject({ width: 0, height: 0 });
});

it('gives one place the same units in pictures of all sizes, and none outside', () => {
  expect(placeAt(400, 225, { width: 800, height: 450 })).toEqual([5_000, 5_000]);
  expect(placeAt(80, 45, { width: 160, height: 90 })).toEqual([5_000, 5_000]);
  expect(placeAt(-4, 9_999, { width: 160, height: 90 })).toEqual([0, screenUnits]);
  expect(placeAt(4, 4, { width: 0, height: 0 })).toEqual([0, 0]);
  expect(placeBeside([9_900, 100], 200, -200)).toEqual([screenUnits, 0]);
  expect(cssPlace([2_500, 10_000])).toEqual({ left: '25%', top: '100%' });
});

it('draws a stroke', () => {
  const path = screenPath([
    [0, 10],
    [20, 30],
  ]);
  expect(path).toBe('M0 10 L20 30');
});
