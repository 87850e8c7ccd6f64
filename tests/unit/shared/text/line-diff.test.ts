import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffLists } from '../../../../src/shared/text/line-diff.ts';

const lists = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 });

function patched(before: readonly string[], after: readonly string[]): string[] {
  const result: string[] = [];
  let at = 0;
  for (const { from, to, newFrom, newTo } of diffLists(before, after)) {
    result.push(...before.slice(at, from), ...after.slice(newFrom, newTo));
    at = to;
  }
  return [...result, ...before.slice(at)];
}

function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = b.map(() => 0);
  for (const line of a) {
    const next: number[] = [];
    for (const [j, other] of b.entries()) {
      next.push(line === other ? (row[j - 1] ?? 0) + 1 : Math.max(row[j]!, next[j - 1] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

it('leads from the one list to the other, in order', () => {
  fc.assert(
    fc.property(lists, lists, (before, after) => {
      expect(patched(before, after)).toEqual(after);
    }),
    { numRuns: 1000 },
  );
});

it('takes away and adds no more than must be', () => {
  fc.assert(
    fc.property(lists, lists, (before, after) => {
      const changed = diffLists(before, after).reduce((sum, part) => sum + part.to - part.from, 0);
      expect(before.length - changed).toBe(longestCommon(before, after));
    }),
    { numRuns: 1000 },
  );
});

it('leads there also where the lists differ in more than it looks for in one go', () => {
  const before = Array.from({ length: 6000 }, (_, index) => `${index % 3 === 0 ? index : 'x'}`);
  const after = before.flatMap((line, index) => (index % 4 === 0 ? ['y', line, 'z'] : index % 7 === 0 ? [] : [line]));
  expect(patched(before, after)).toEqual(after);
});
