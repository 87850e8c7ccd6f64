import { expect, test } from 'vitest';
import { spreadLists } from '../../../scripts/check/spreads.mjs';

test('a list that is spread into push or unshift is refused in the product, and objects and literals are not', () => {
  const text = 'a.push(...b);\nc.push({ ...d });\ne = [...e, ...f];\ng.unshift(\n  ...h,\n);';
  expect(spreadLists('src/a.ts', text).map((line) => line.split(':', 2)[1])).toEqual(['1', '4']);
  expect(spreadLists('tests/a.ts', text)).toEqual([]);
});
