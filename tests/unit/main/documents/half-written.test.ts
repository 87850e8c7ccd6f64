import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isHalfWritten } from '../../../../src/main/documents/half-written.ts';

/** The disk's bytes when a write in place ends after so many bytes. */
function endedAfter(count: number, before: Uint8Array, next: Uint8Array): Uint8Array {
  return Buffer.concat([next.subarray(0, count), before.subarray(count)]);
}

// Few different bytes make the two contents alike in many places.
const content = fc.array(fc.integer({ min: 97, max: 99 }), { maxLength: 40 }).map((bytes) => Uint8Array.from(bytes));

test('a write that ended after any number of bytes is recognised', () => {
  fc.assert(
    fc.property(content, content, (before, next) => {
      for (let count = 0; count <= next.length; count++) {
        expect(isHalfWritten(endedAfter(count, before, next), before, next)).toBe(true);
      }
      expect(isHalfWritten(next, before, next)).toBe(true);
    }),
  );
});

test('so is one whose end came out as zeros', () => {
  fc.assert(
    fc.property(content, content, fc.nat(), (before, next, at) => {
      const count = before.length + (at % (next.length + 1));
      if (count > next.length) return;
      const zeros = Buffer.concat([next.subarray(0, count), Buffer.alloc(next.length - count)]);
      expect(isHalfWritten(zeros, before, next)).toBe(true);
    }),
  );
});

test('nothing else is taken for one', () => {
  fc.assert(
    fc.property(content, content, content, (before, next, found) => {
      const all = [next, ...Array.from({ length: next.length + 1 }, (_, count) => endedAfter(count, before, next))];
      const isOne = all.some((each) => Buffer.compare(each, found) === 0);
      expect(isHalfWritten(found, before, next)).toBe(isOne);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['one two three', 'ONE TWO THREE', 'ONE TWO three', true],
  ['one two three', 'ONE TWO THREE!', 'ONE TWO THREE', true],
  ['one two three', 'ONE', 'ONE two three', true],
  ['one two three', 'ONE', 'ON', false],
  ['one two three', 'ONE TWO THREE', 'one TWO THREE', false],
  ['one two three', 'ONE TWO THREE', 'ONE two three and more', false],
  ['', 'ONE', 'ON', true],
])('%j written over by %j: %j', (before, next, found, is) => {
  const [a, b, c] = [before, next, found].map((text) => Buffer.from(text));
  expect(isHalfWritten(c!, a!, b!)).toBe(is);
});
