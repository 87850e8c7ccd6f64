import { expect, test } from 'vitest';
import type { EnsembleError } from '../../../src/shared/core/errors.ts';
import { FairTurns } from '../../../src/shared/fair-turns.ts';

const never = new AbortController().signal;

/** Turns in which work ends when it is told to; `begun` says in which order it began. */
function turns(options: { atOnce: number; ofOne: number; waitingOfOne: number }) {
  const fair = new FairTurns({ ...options, things: 'jobs' });
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const begin = (who: string, name: string, signal = never) =>
    fair
      .take(who, signal, () => {
        begun.push(name);
        return new Promise<string>((resolve) => ends.set(name, () => resolve('done')));
      })
      .catch(({ code }: EnsembleError) => code);
  const end = async (name: string) => {
    ends.get(name)!();
    await new Promise(setImmediate);
  };
  return { begin, begun, end };
}

test('people have their turns one after another, however many they wait for', async () => {
  const { begin, begun, end } = turns({ atOnce: 2, ofOne: 2, waitingOfOne: 10 });
  for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) void begin('a', name);
  for (const name of ['b1', 'b2', 'c1']) void begin(name[0]!, name);
  expect(begun).toEqual(['a1', 'a2']);
  for (const name of ['a1', 'a2', 'b1', 'c1', 'a3']) await end(name);
  expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
});

test('one person has only so many at a time, also when nobody else waits', async () => {
  const { begin, begun, end } = turns({ atOnce: 4, ofOne: 1, waitingOfOne: 10 });
  for (const name of ['a1', 'a2', 'b1']) void begin(name[0]!, name);
  expect(begun).toEqual(['a1', 'b1']);
  await end('b1');
  expect(begun).toEqual(['a1', 'b1']);
  await end('a1');
  expect(begun).toEqual(['a1', 'b1', 'a2']);
});

test('what is too much is turned down, what is cancelled leaves its place, and what fails lets the next one run', async () => {
  const { begin, begun, end } = turns({ atOnce: 1, ofOne: 1, waitingOfOne: 2 });
  const cancelling = new AbortController();
  const first = begin('a', 'a1');
  const second = begin('a', 'a2', cancelling.signal);
  const third = begin('a', 'a3');
  expect(await begin('a', 'a4')).toBe('too-fast');
  cancelling.abort();
  expect(await second).toBe('cancelled');
  expect(await begin('a', 'a5', AbortSignal.abort())).toBe('cancelled');
  await end('a1');
  await end('a3');
  expect([await first, await third]).toEqual(['done', 'done']);
  expect(begun).toEqual(['a1', 'a3']);
});
