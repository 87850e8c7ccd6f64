import { expect, it } from 'vitest';
import { proposedParts } from '../../../../../src/client/agents/proposed-parts.ts';
import { ReadVersion } from '../../../../../src/client/agents/read-versions.ts';
import {
  type ComparedTexts,
  comparedTexts,
  partAt,
} from '../../../../../src/renderer/features/agents/compared-texts.ts';
import type { SuggestedPart } from '../../../../../src/renderer/features/agents/suggestions-model.ts';
import { opened, windowOf } from '../../../client/windows.ts';
import { Stage } from '../../../server/session/session-fixture.ts';

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

/** A text, and parts each of which puts a word in the place of another one. */
async function compared(text: string, ...words: readonly (readonly [from: string, to: string])[]) {
  const stage = await Stage.open();
  const document = await opened(stage, await windowOf(stage, 'Bob'));
  document.edit([{ offset: 0, deleteLength: 0, insertText: text }]);
  await stage.world.run(300);
  const read = new ReadVersion(document);
  const parts = words.flatMap(([from, insertText]) =>
    proposedParts(read, [{ offset: text.indexOf(from), deleteLength: from.length, insertText }]),
  );
  return comparedTexts(
    document,
    parts.map((each, index) => ({ index, part: each }) as unknown as SuggestedPart),
  );
}
const partsOf = (texts: ComparedTexts) =>
  texts.parts.map(({ part: { index }, left, right }) => ({ index, left, right }));

it('of parts that meet the first is compared, and the cursor finds none that is not there', async () => {
  const found = await compared('one\ntwo\nthree\nfour\n', ['two', 'TWO\n2'], ['two', 'zwei'], ['four', 'FOUR']);
  expect(found.suggested).toBe('one\nTWO\n2\nthree\nFOUR\n');
  expect(partsOf(found).map(({ index }) => index)).toEqual([0, 2]);
  expect([3, 5].map((line) => partAt(found, 'right', line)?.index)).toEqual([0, 2]);
});

it('parts of neighbouring lines are found where their words are, also at the end of the text', async () => {
  const found = await compared('one\ntwo\nthree', ['three', 'three\nfour\nfive'], ['one', 'ONE\n1'], ['two', 'TWO']);
  expect(found.suggested).toBe('ONE\n1\nTWO\nthree\nfour\nfive');
  expect([1, 3, 5, 6].map((line) => partAt(found, 'right', line)?.index)).toEqual([1, 2, 0, 0]);
  expect([1, 2, 3].map((line) => partAt(found, 'left', line)?.index)).toEqual([1, 2, 0]);
});
