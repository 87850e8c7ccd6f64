import { expect, it } from 'vitest';
import { pauseMsFor } from '../../../../server/session/pace.ts';

it('does not gather anything among few', () => {
  for (const receivers of [0, 1, 50, 100]) expect(pauseMsFor(receivers)).toBe(0);
});

it('gathers for longer the more receivers there are', () => {
  expect(pauseMsFor(200)).toBeGreaterThan(pauseMsFor(150));
  expect(pauseMsFor(300)).toBeGreaterThan(pauseMsFor(200));
});

it('never makes anybody wait for longer than a screen takes to show a frame or two', () => {
  expect(pauseMsFor(100_000)).toBeLessThanOrEqual(32);
});
