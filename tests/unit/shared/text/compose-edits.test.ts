import fc from 'fast-check';
import { expect, it } from 'vitest';
import { composeEdits } from '../../../../src/shared/text/compose-edits.ts';
import { diffTexts } from '../../../../src/shared/text/diff.ts';
import { applyEdits } from '../../../../src/shared/text/edits.ts';
import { arbitraryText } from './arbitrary-text.ts';

it('gives one batch that does what two did, one after the other', () => {
  fc.assert(
    fc.property(arbitraryText, arbitraryText, arbitraryText, (one, two, three) => {
      const edits = composeEdits(diffTexts(one, two), diffTexts(two, three));
      expect(applyEdits(one, edits)).toBe(three);
      let from = -1;
      for (const { offset, deleteLength, insertText } of edits) {
        expect(offset).toBeGreaterThan(from);
        expect(deleteLength + insertText.length).toBeGreaterThan(0);
        from = offset + deleteLength;
      }
    }),
    { numRuns: 2000 },
  );
});

it('forgets what came and went again', () => {
  const typed = [{ offset: 3, deleteLength: 0, insertText: 'abc' }];
  expect(composeEdits(typed, [{ offset: 3, deleteLength: 3, insertText: '' }])).toEqual([]);
  expect(composeEdits(typed, [{ offset: 4, deleteLength: 1, insertText: 'X' }])).toEqual([
    { offset: 3, deleteLength: 0, insertText: 'aXc' },
  ]);
});
