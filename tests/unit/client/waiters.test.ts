import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { Waiters } from '../../../src/client/waiters.ts';
import { EnsembleError } from '../../../src/shared/core/errors.ts';

const { signal } = new AbortController();

it('leaves no listener at a signal that outlives the wait, however that ends', async () => {
  const waiters = new Waiters();
  let isSo = false;
  const fulfilled = waiters.until(() => isSo, signal);
  const failed = waiters.until(() => {
    if (isSo) throw new Error('no');
    return false;
  }, signal);
  expect(getEventListeners(signal, 'abort')).toHaveLength(2);
  isSo = true;
  waiters.look();
  await fulfilled;
  await expect(failed).rejects.toThrow('no');
  const ended = waiters.until(() => false, signal);
  waiters.end(new EnsembleError('disconnected', 'over'));
  await expect(ended).rejects.toThrow('over');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it('resolves when the signal says so, and asks no more then', async () => {
  const waiters = new Waiters();
  const stop = new AbortController();
  let asked = 0;
  const waited = waiters.until(() => asked++ < 0, stop.signal);
  stop.abort();
  await waited;
  waiters.look();
  expect(asked).toBe(1);
});
