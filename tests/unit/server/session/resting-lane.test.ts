import { expect, it } from 'vitest';
import { RestingLane } from '../../../../server/session/resting-lane.ts';

/** A lane under a clock of its own. */
function scene() {
  let nowMs = 0;
  const rests: { ms: number; end: () => void }[] = [];
  const environment = { elapsedMs: () => nowMs, setTimer: (end: () => void, ms: number) => rests.push({ ms, end }) };
  const lane = new RestingLane({ environment });
  const work = (ms: number, result: string) => async () => {
    nowMs += ms;
    return result;
  };
  return { lane, rests, work };
}

it('rests nine times as long as it has worked, with the result told before', async () => {
  const { lane, rests, work } = scene();
  expect(await lane.run(() => true, work(20, 'first'))).toBe('first');
  const second = lane.run(() => true, work(1_000, 'second'));
  await expect.poll(() => rests.map(({ ms }) => ms)).toEqual([180]);
  rests[0]!.end();
  expect(await second).toBe('second');
  await expect.poll(() => rests.map(({ ms }) => ms)).toEqual([180, 3_000]);
});

it('passes over work that nobody wants any more, and goes on after work that fails', async () => {
  const { lane, rests, work } = scene();
  await expect(
    lane.run(
      () => true,
      () => Promise.reject(new Error('no text')),
    ),
  ).rejects.toThrow('no text');
  expect(await lane.run(() => false, work(50, 'unwanted'))).toBeNull();
  expect(await lane.run(() => true, work(0, 'third'))).toBe('third');
  expect(rests).toEqual([]);
});
