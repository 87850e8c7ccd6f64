import { expect, it } from 'vitest';
import { type ComparedTexts, partAt } from '../../../../../src/renderer/features/agents/compared-texts.ts';

const part = (index: number) => ({ index }) as ComparedTexts['parts'][number]['part'];
const texts: ComparedTexts = {
  now: '',
  suggested: '',
  parts: [
    { part: part(0), left: [1, 3], right: [1, 5] },
    { part: part(1), left: [3, 5], right: [5, 7] },
  ],
};
const indexAt = (side: 'left' | 'right', line: number) => partAt(texts, side, line)?.index;

it('a line is of the part in whose lines it is, on its side', () => {
  expect([1, 2, 4, 5].map((line) => indexAt('left', line))).toEqual([0, 0, 1, 1]);
  expect([1, 4, 6, 7].map((line) => indexAt('right', line))).toEqual([0, 0, 1, 1]);
});

it('where two parts meet, some part is meant, and none anywhere else', () => {
  expect(indexAt('left', 3)).toBeTypeOf('number');
  expect([indexAt('left', 6), indexAt('right', 8), partAt({ ...texts, parts: [] }, 'left', 1)]).toEqual([
    undefined,
    undefined,
    null,
  ]);
});
