import { expect, it } from 'vitest';
import { lastWordsMs, settledAtLast } from '../../../src/client/last-words.ts';

/** A client whose words are in the session once `settle` is called, and the timers that it has set. */
function clientOf() {
  const timers = new Map<number, () => void>();
  const settling = Promise.withResolvers<void>();
  const environment = {
    setTimer: (run: () => void, delayMs: number) => {
      timers.set(delayMs, run);
      return delayMs;
    },
    clearTimer: (handle: unknown) => void timers.delete(handle as number),
  };
  const client = { settled: () => settling.promise, options: { environment } };
  return { client: client as unknown as Parameters<typeof settledAtLast>[0], settling, timers };
}

it('waits for the last words of a program, and leaves no timer', async () => {
  const { client, settling, timers } = clientOf();
  const waiting = settledAtLast(client);
  expect([...timers.keys()]).toEqual([lastWordsMs]);
  settling.resolve();
  await waiting;
  expect(timers.size).toBe(0);
});

it('ends though the session is away for good, or refuses them', async () => {
  const away = clientOf();
  const waiting = settledAtLast(away.client);
  away.timers.get(lastWordsMs)!();
  await waiting;
  const refused = clientOf();
  const ending = settledAtLast(refused.client);
  refused.settling.reject(new Error('the session is over'));
  await ending;
});
