import { expect, it } from 'vitest';
import { lossOf } from '../../../../src/main/documents/adopted-text.ts';

const first = 'one\ntwo\nthree\n';

it('lets in what another machine has changed of the text that the session began with', () => {
  expect(lossOf(first, 'one\ntwo\nthree\nwritten here\n', 'ONE\nthree\nwritten here\n')).toEqual([]);
});

it('asks before what was written in the session goes, and says in which line', () => {
  expect(lossOf(first, 'one\ntwo\nwritten here\nthree\n', first)).toEqual([{ line: 3, mine: [], theirs: [] }]);
});

it('asks also where one word of it is written over', () => {
  expect(lossOf(first, 'one\ntwo words\nthree\n', 'one\ntwo things\nthree\n')).toMatchObject([{ line: 2 }]);
});
