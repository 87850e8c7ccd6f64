import { expect, it } from 'vitest';
import { drawnFiles, drawnRows } from '../../../../../src/renderer/features/agents/drawn-rows.ts';
import type { SuggestedFile } from '../../../../../src/renderer/features/agents/suggested-files.ts';
import type { SuggestionRow } from '../../../../../src/renderer/features/agents/suggestions-model.ts';

const row = (id: string, parts: number[]) =>
  ({ proposal: { id }, parts: parts.map((index) => ({ index })) }) as unknown as SuggestionRow;
const judged = (...args: Parameters<typeof drawnRows>) =>
  drawnRows(...args).map(({ proposal, parts }) => [proposal.id, parts.map(({ index }) => index)]);

it('a suggestion that came after its row was drawn is not judged with it', () => {
  expect(judged([row('a', [0, 1]), row('unseen', [0])], [{ proposal: 'a', parts: [0, 1] }])).toEqual([['a', [0, 1]]]);
});

it('of one that was drawn, only the drawn parts are judged, and none that somebody has judged since', () => {
  const rows = [row('a', [0, 2]), row('b', [1])];
  const drawn = [
    { proposal: 'a', parts: [1, 2] },
    { proposal: 'b', parts: [0] },
  ];
  expect(judged(rows, drawn)).toEqual([['a', [2]]]);
});

it('of acts on files, those that were drawn are judged, and none that came after', () => {
  const files = ['a', 'unseen'].map((id) => ({ proposal: { id } }) as unknown as SuggestedFile);
  expect(drawnFiles(files, [{ proposal: 'a', parts: [] }]).map(({ proposal }) => proposal.id)).toEqual(['a']);
});
