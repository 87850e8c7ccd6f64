import { expect, it } from 'vitest';
import { overTenSeconds, TokenBuckets } from '../../../src/shared/token-buckets.ts';

const rate = { burst: 2, perSecond: 1 };

it('counts each key by itself', () => {
  const buckets = new TokenBuckets();
  expect([1, 2, 3].map(() => buckets.take('ada', rate, 0))).toEqual([true, true, false]);
  expect(buckets.take('ben', rate, 0)).toBe(true);
  expect(buckets.take('ada', rate, 1000)).toBe(true);
});

it('gives ten seconds of a rate at once', () => {
  expect(overTenSeconds(3)).toEqual({ burst: 30, perSecond: 3 });
});

it('forgets keys whose buckets are full again, and none of which something was taken', () => {
  const buckets = new TokenBuckets();
  for (let i = 0; i < 1000; i++) buckets.take(`early ${i}`, rate, 0);
  for (let i = 0; i < 100; i++) buckets.take('slow', { burst: 100, perSecond: 0.001 }, 0);
  for (let i = 0; i < 2000; i++) buckets.take(`late ${i}`, rate, 60_000 + i * 100);
  expect(buckets.size).toBeLessThan(200);
  expect(buckets.take('slow', { burst: 100, perSecond: 0.001 }, 260_000)).toBe(false);
});

it('costs about the same for each key, also when none can be forgotten', () => {
  const buckets = new TokenBuckets();
  for (let i = 0; i < 100_000; i++) buckets.take(`person ${i}`, rate, 0);
  expect(buckets.size).toBe(100_000);
});
