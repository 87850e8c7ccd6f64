import { expect, test } from 'vitest';
import { carryPlaces, editedTexts, type Places } from '../../../../src/renderer/features/languages/message-places.ts';

const place = (line: number, character = 0) => ({ line, character });
const range = (line: number) => ({ start: place(line), end: place(line, 4) });

/** Places some lines further down. */
const down = (lines: number): Places => ({
  position: ({ line, character }) => ({ line: line + lines, character }),
  range: ({ start, end }) => ({ start: place(start.line + lines), end: { ...end, line: end.line + lines } }),
});
const of = (uri: string) => (uri === 'folder:/other.ts' ? down(100) : down(10));

test('places belong to the text that stands beside them', () => {
  const location = { uri: 'folder:/other.ts', range: range(1) };
  expect(carryPlaces(location, down(10), of)).toEqual({ uri: 'folder:/other.ts', range: range(101) });
  const link = {
    originSelectionRange: range(1),
    targetUri: 'folder:/other.ts',
    targetRange: range(1),
    targetSelectionRange: range(2),
  };
  expect(carryPlaces([link], down(10), of)).toEqual([
    {
      originSelectionRange: range(11),
      targetUri: 'folder:/other.ts',
      targetRange: range(101),
      targetSelectionRange: range(102),
    },
  ]);
  const edit = {
    changes: {
      'folder:/own.ts': [{ range: range(1), newText: 'a' }],
      'folder:/other.ts': [{ range: range(1), newText: 'b' }],
    },
    documentChanges: [
      { textDocument: { uri: 'folder:/other.ts', version: null }, edits: [{ range: range(3), newText: 'c' }] },
    ],
  };
  expect(carryPlaces(edit, down(10), of)).toEqual({
    changes: {
      'folder:/own.ts': [{ range: range(11), newText: 'a' }],
      'folder:/other.ts': [{ range: range(101), newText: 'b' }],
    },
    documentChanges: [
      { textDocument: { uri: 'folder:/other.ts', version: null }, edits: [{ range: range(103), newText: 'c' }] },
    ],
  });
  expect(editedTexts(edit)).toEqual(['folder:/own.ts', 'folder:/other.ts']);
});

test('the calls of a function are in the caller, those that it makes in itself', () => {
  const other = { uri: 'folder:/other.ts', range: range(1), selectionRange: range(1) };
  const moved = { uri: 'folder:/other.ts', range: range(101), selectionRange: range(101) };
  expect(carryPlaces([{ from: other, fromRanges: [range(2)] }], down(10), of)).toEqual([
    { from: moved, fromRanges: [range(102)] },
  ]);
  expect(carryPlaces([{ to: other, fromRanges: [range(2)] }], down(10), of)).toEqual([
    { to: moved, fromRanges: [range(12)] },
  ]);
});

test("a server's own data stays as it is, and only replaced text must be unchanged", () => {
  const asked: boolean[] = [];
  const own: Places = {
    position: (position) => position,
    range: (given, isEdit) => {
      asked.push(isEdit);
      return given;
    },
  };
  const item = {
    data: { range: range(1) },
    textEdit: { range: range(1), newText: 'a' },
    range: range(2),
    position: place(3),
  };
  expect(carryPlaces(item, own, () => own)).toEqual(item);
  expect(asked).toEqual([true, false]);
});
