import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffTexts } from '../../../../src/shared/text/diff.ts';
import { applyEdits } from '../../../../src/shared/text/edits.ts';
import { rebaseEdits } from '../../../../src/shared/text/rebase-edits.ts';
import { arbitraryText, isBound } from './arbitrary-text.ts';

const runs = { numRuns: 500 };
const carried = (base: string, edited: string, current: string) =>
  applyEdits(current, rebaseEdits(diffTexts(base, edited), base, current));

describe('rebaseEdits', () => {
  it('has the effect of the edits where nothing has changed', () => {
    fc.assert(
      fc.property(arbitraryText, arbitraryText, (base, edited) => {
        expect(carried(base, edited, base)).toBe(edited);
      }),
      runs,
    );
  });

  it('changes nothing where there is no edit', () => {
    fc.assert(
      fc.property(arbitraryText, arbitraryText, (base, current) => {
        expect(carried(base, base, current)).toBe(current);
      }),
      runs,
    );
  });

  it('gives edits of the current text: sorted, apart, inside it and at code-point bounds', () => {
    fc.assert(
      fc.property(arbitraryText, arbitraryText, arbitraryText, (base, edited, current) => {
        let from = -1;
        for (const { offset, deleteLength, insertText } of rebaseEdits(diffTexts(base, edited), base, current)) {
          expect(offset).toBeGreaterThan(from);
          from = offset + deleteLength;
          expect(insertText.isWellFormed()).toBe(true);
          expect(isBound(current, offset) && isBound(current, from)).toBe(true);
        }
        expect(from).toBeLessThanOrEqual(current.length);
      }),
      runs,
    );
  });

  it('keeps what others put in between, also inside what is deleted', () => {
    expect(carried('one two three', 'one', 'one tXwo three')).toBe('oneX');
    expect(carried('one\ntwo\n', 'one\n', 'zero\none\ntwo\n')).toBe('zero\none\n');
  });

  it('inserts beside the same text as before', () => {
    expect(carried('a\nb\nc\n', 'a\nb\nnew\nc\n', 'zero\na\nb\nc\n')).toBe('zero\na\nb\nnew\nc\n');
    expect(carried('ab', 'ab!', 'xaby')).toBe('xab!y');
  });

  it('deletes only what is still there', () => {
    expect(carried('one two three', 'one three', 'one three')).toBe('one three');
  });
});
