import { expect, it } from 'vitest';
import { EarlyMatches } from '../../../../src/main/search/early-matches.ts';
import type { TextMatch } from '../../../../src/shared/capabilities/search/methods.ts';

const match = (preview: string, ranges = 1): TextMatch => ({
  path: 'a.ts',
  line: 1,
  preview,
  ranges: Array.from({ length: ranges }, (_, start) => ({ start, end: start + 1, column: start })),
});

it('tells the first match at once, the next ones together, all in order', () => {
  const told: string[][] = [];
  const early = new EarlyMatches(({ matches }) => told.push(matches.map(({ preview }) => preview)));
  for (const preview of ['1', '2', '3']) expect(early.take(match(preview))).toBe(true);
  early.tell();
  early.tell();
  expect(told).toEqual([['1'], ['2', '3']]);
});

it('tells pieces that fit a frame, and leaves what is more to the result', () => {
  const told: TextMatch[][] = [];
  const early = new EarlyMatches(({ matches }) => told.push(matches));
  let left = 0;
  for (let count = 0; count < 1000; count++) if (!early.take(match('x'.repeat(1000)))) left++;
  early.tell();
  const lengths = told.map((matches) => JSON.stringify(matches).length);
  expect(Math.max(...lengths)).toBeLessThan(16_000);
  expect(told.flat().length + left).toBe(1000);
  expect(told.flat().length).toBeGreaterThan(150);
  expect(told.flat().length).toBeLessThan(200);
});

it('tells nothing more after a match that is too large for it: the order stays', () => {
  const told: TextMatch[] = [];
  const early = new EarlyMatches(({ matches }) => told.push(...matches));
  expect([early.take(match('1')), early.take(match('2', 10_000)), early.take(match('3'))]).toEqual([
    true,
    false,
    false,
  ]);
  early.tell();
  expect(told.map(({ preview }) => preview)).toEqual(['1']);
});

it('leaves all to the result where nobody wants parts', () => {
  expect(new EarlyMatches(undefined).take(match('1'))).toBe(false);
});
