import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Turnstile } from '../../../../server/gateway/turnstile.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('lets two in, one wait, and tells the others; everybody has turns of their own', async () => {
  const turns = new Turnstile(2, 1, 1000, 'Too many at once.');
  const [first] = [await turns.enter('eve'), await turns.enter('eve')];
  const third = turns.enter('eve');
  await expect(turns.enter('eve')).rejects.toMatchObject({ code: 'too-fast', message: 'Too many at once.' });
  await turns.enter('ada');
  first();
  first();
  const leave = await third;
  const fourth = turns.enter('eve');
  leave();
  await fourth;
});

it('lets nobody wait for ever', async () => {
  const turns = new Turnstile(1, 1, 1000, 'Too many at once.');
  const leave = await turns.enter('eve');
  const late = expect(turns.enter('eve')).rejects.toMatchObject({ code: 'too-fast' });
  await vi.advanceTimersByTimeAsync(1000);
  await late;
  leave();
  (await turns.enter('eve'))();
});
