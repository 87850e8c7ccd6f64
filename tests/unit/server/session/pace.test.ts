import { expect, it } from 'vitest';
import { Pace } from '../../../../server/session/pace.ts';

/** Flushes as soon as it may, for a while; gives how many flushes that were and the longest pause between two. */
function run(sendMs: number, forMs: number, betweenMs = 0): { flushes: number; longestMs: number } {
  const pace = new Pace();
  let nowMs = 1_000_000;
  const endMs = nowMs + forMs;
  let [flushes, longestMs] = [0, 0];
  while (nowMs < endMs) {
    pace.sent(nowMs, nowMs + sendMs);
    nowMs += sendMs;
    flushes++;
    longestMs = Math.max(longestMs, pace.notBeforeMs - nowMs);
    nowMs = Math.max(nowMs + betweenMs, pace.notBeforeMs);
  }
  return { flushes, longestMs };
}

it('does not wait while sending takes little of the time', () => {
  expect(run(1, 1000, 9).longestMs).toBeLessThanOrEqual(0);
});

it('lets a burst through after a quiet time', () => {
  const pace = new Pace();
  pace.sent(1000, 1001);
  pace.sent(1001, 1002);
  expect(pace.notBeforeMs).toBe(0);
});

it('keeps sending to a share of the time when there is always something to send', () => {
  const { flushes } = run(2, 10_000);
  expect((flushes * 2) / 10_000).toBeCloseTo(0.15, 1);
});

it('never makes anybody wait for long, however much there is to send', () => {
  expect(run(50, 10_000).longestMs).toBeLessThanOrEqual(36);
});

it('owes nothing for a stall that is over', () => {
  const pace = new Pace();
  pace.sent(1000, 9000);
  pace.sent(9036, 9037);
  expect(pace.notBeforeMs).toBeLessThanOrEqual(9037 + 36);
});
