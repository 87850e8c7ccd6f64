import { expect, test } from 'vitest';
import { throttle } from '../../../../src/renderer/features/presence/throttle.ts';
import { lineAt } from '../../../../src/renderer/ui/line-at.ts';
import { ManualClock } from './manual-clock.ts';

test('lines count from one, and an offset right after a line end is on the next line', () => {
  expect(lineAt('', 0)).toBe(1);
  expect(lineAt('ab\ncd\n', 2)).toBe(1);
  expect(lineAt('ab\ncd\n', 3)).toBe(2);
  expect(lineAt('ab\ncd\n', 6)).toBe(3);
});

test('a throttled function runs at once, then at most once in its pause, and never loses the last call', () => {
  const clock = new ManualClock();
  const runs: number[] = [];
  const startMs = clock.nowMs();
  const run = throttle(clock, 500, () => runs.push(clock.nowMs() - startMs));
  for (let i = 0; i < 100; i++) {
    run();
    clock.advance(10);
  }
  clock.advance(1000);
  expect(runs).toEqual([0, 500, 1000]);
});
