import { expect, it } from 'vitest';
import { SilenceWatch } from '../../../../../src/renderer/features/calls/silence.ts';

it('says at once of a dead microphone that it gives only silence, and of a faint one after some time', () => {
  const dead = new SilenceWatch();
  expect([0, 400, 800].map((ms) => dead.note(0, ms))).toEqual([false, false, true]);
  const faint = new SilenceWatch();
  expect([0, 800, 3_900, 4_000].map((ms) => faint.note(0.0001, ms))).toEqual([false, false, false, true]);
});

it('says nothing while somebody is heard, and begins anew after a sound or while muted', () => {
  const watch = new SilenceWatch();
  expect([0, 400].map((ms) => watch.note(0, ms))).toEqual([false, false]);
  expect(watch.note(0.02, 700)).toBe(false);
  expect([800, 1_500].map((ms) => watch.note(0, ms))).toEqual([false, false]);
  expect(watch.note(null, 1_600)).toBe(false);
  expect([1_700, 2_400].map((ms) => watch.note(0, ms))).toEqual([false, false]);
  expect(watch.note(0, 2_500)).toBe(true);
});
