import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { diffItems } from '../../../../src/shared/text/diff-items.ts';
import { applyEdits } from '../../../../src/shared/text/edits.ts';

/** Makes a text of parts that were inserted one by one, each at an offset. */
function written(...parts: [offset: number, text: string][]): Y.Text {
  const text = new Y.Doc().getText('text');
  for (const [offset, part] of parts) text.insert(offset, part);
  return text;
}

it('takes out the part that was written at once, where equal letters leave a choice', () => {
  const earlier = written([0, 'line 100;\n'], [0, 'line 200;\n']);
  expect(diffItems(earlier, 'line 100;\n')).toEqual([{ offset: 0, deleteLength: 10, insertText: '' }]);
  const within = written([0, 'one two '], [4, 'one two ']);
  expect(diffItems(within, 'one two ')).toEqual([{ offset: 4, deleteLength: 8, insertText: '' }]);
});

it('takes out the last letters of what one person typed in a row, where equal letters leave a choice', () => {
  const text = written([0, '. .'], [1, '<one>'], [6, '<two>']);
  expect(diffItems(text, '.<one> .')).toEqual([{ offset: 6, deleteLength: 5, insertText: '' }]);
  const followed = written([0, '..'], [1, 'word one'], [9, ' word two']);
  expect(diffItems(followed, '.word one.')).toEqual([{ offset: 9, deleteLength: 9, insertText: '' }]);
});

it('takes out a word at once where a diff finds it in two pieces, with letters of its neighbour between', () => {
  const text = written([0, 'b⁰⁰⁰'], [4, 'b⁰⁰⁰갈B'], [4, 'b⁰⁰²갗B'], [16, 'b⁰⁰¹갓B'], [18, 'b⁰⁰³갥B']);
  expect(diffItems(text, 'b⁰⁰⁰b⁰⁰⁰갈Bb⁰⁰¹갓B')).toEqual([
    { offset: 4, deleteLength: 6, insertText: '' },
    { offset: 18, deleteLength: 6, insertText: '' },
  ]);
  const pairs = written([0, '🙂🙂x'], [2, '🙂y🙂🙃']);
  for (const after of ['🙂🙂x', '🙂🙂🙂x', '🙂🙃🙂x', '🙂x'])
    expect(applyEdits(pairs.toString(), diffItems(pairs, after))).toBe(after);
});

it('leaves a deletion alone where no place fits better', () => {
  expect(diffItems(written([0, 'abab ab']), 'ab ab')).toHaveLength(1);
});

it('keeps deletions apart, and gives the same text', () => {
  const text = written([0, '....\n....\n'], [5, '....\n'], [3, '.\n...']);
  for (const after of ['....\n', '..\n..\n', '\n\n', '....\n....\n....\n', '']) {
    let result = text.toString();
    for (const { offset, deleteLength, insertText } of diffItems(text, after).toReversed())
      result = result.slice(0, offset) + insertText + result.slice(offset + deleteLength);
    expect(result).toBe(after);
  }
});
