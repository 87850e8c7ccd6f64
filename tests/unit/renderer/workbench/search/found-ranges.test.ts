import { expect, test } from 'vitest';
import { foundRanges } from '../../../../../src/renderer/workbench/search/found-ranges.ts';

const at = (startLineNumber: number, startColumn: number, endLineNumber: number, endColumn: number) => ({
  startLineNumber,
  startColumn,
  endLineNumber,
  endColumn,
});

test('a match of the first line is in line 0, so that replacing it changes that line', () => {
  const ranges = [{ start: 6, end: 12, column: 6 }];
  expect(foundRanges({ path: 'a', line: 0, preview: 'const needle = 1;', ranges })).toEqual([
    { source: at(0, 6, 0, 12), preview: at(0, 6, 0, 12) },
  ]);
});

test('a match in a cut line has its column in the whole line', () => {
  const ranges = [{ start: 80, end: 86, column: 1080 }];
  expect(foundRanges({ path: 'a', line: 41, preview: `${'x'.repeat(80)}needle`, ranges })).toEqual([
    { source: at(41, 1080, 41, 1086), preview: at(0, 80, 0, 86) },
  ]);
});

test('a match over two lines ends in the second', () => {
  const ranges = [{ start: 4, end: 11, column: 4 }];
  expect(foundRanges({ path: 'a', line: 7, preview: 'one two\nthree', ranges })).toEqual([
    { source: at(7, 4, 8, 3), preview: at(0, 4, 1, 3) },
  ]);
});
