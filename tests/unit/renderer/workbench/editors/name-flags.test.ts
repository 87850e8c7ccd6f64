import { expect, test } from 'vitest';
import { hiddenFlags, type NameFlag } from '../../../../../src/renderer/workbench/editors/name-flags.ts';

const flag = (id: string, change: Partial<NameFlag> = {}): NameFlag => ({
  id,
  line: 3,
  leftPx: 0,
  widthPx: 40,
  movedMs: 0,
  ...change,
});

test('of names at one spot the newest is shown', () => {
  const flags = [flag('a', { movedMs: 1 }), flag('b', { movedMs: 3 }), flag('c', { movedMs: 2 })];
  expect(hiddenFlags(flags)).toEqual(new Set(['a', 'c']));
});

test('names side by side, or on other lines, are all shown', () => {
  expect(hiddenFlags([flag('a'), flag('b', { leftPx: 40 }), flag('c', { line: 4 })])).toEqual(new Set());
});

test('a name is not hidden by one that is hidden itself', () => {
  const flags = [
    flag('a', { movedMs: 3 }),
    flag('b', { leftPx: 30, movedMs: 2 }),
    flag('c', { leftPx: 60, movedMs: 1 }),
  ];
  expect(hiddenFlags(flags)).toEqual(new Set(['b']));
});
