import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shiftOffset } from '../../../../src/shared/text/shift-offset.ts';

const insertion = (offset: number, insertText: string) => ({ offset, deleteLength: 0, insertText });

test('a cursor stays before what others insert exactly there', () => {
  expect(shiftOffset(3, [insertion(3, 'xyz')])).toBe(3);
  expect(shiftOffset(3, [insertion(3, 'xyz')], true)).toBe(6);
});

test('a cursor inside a deleted stretch comes to its start', () => {
  expect(shiftOffset(5, [{ offset: 2, deleteLength: 6, insertText: 'ab' }])).toBe(2);
  expect(shiftOffset(5, [insertion(0, 'ab'), { offset: 2, deleteLength: 6, insertText: '' }])).toBe(4);
});

test('a cursor at the end of a replaced stretch comes to the end of the replacement', () => {
  expect(shiftOffset(4, [{ offset: 1, deleteLength: 3, insertText: 'longer' }])).toBe(7);
});

test('the text after the cursor stays the same where the edits do not touch it', () => {
  const text = 'abcdefghijklmnopqrstuvwxyz';
  fc.assert(
    fc.property(
      fc.integer({ min: 10, max: 26 }),
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 0, max: 9 }),
      fc.string({ maxLength: 5 }),
      (cursor, start, length, insertText) => {
        const deleteLength = Math.min(length, 9 - start);
        const after = text.slice(0, start) + insertText + text.slice(start + deleteLength);
        const shifted = shiftOffset(cursor, [{ offset: start, deleteLength, insertText }]);
        expect(after.slice(shifted)).toBe(text.slice(cursor));
      },
    ),
  );
});
