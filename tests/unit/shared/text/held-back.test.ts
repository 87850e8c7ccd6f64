import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, type TextEdit } from '../../../../src/shared/text/edits.ts';
import { HeldBack } from '../../../../src/shared/text/held-back.ts';
import { arbitraryText } from './arbitrary-text.ts';

/** Edits of some text: places as fractions, so that they fit any. */
const arbitraryBatch = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    deletes: fc.nat(4),
    inserts: fc.string({ maxLength: 4 }),
  }),
  { maxLength: 3 },
);

function editsOf(batch: { at: number; deletes: number; inserts: string }[], length: number): TextEdit[] {
  let from = 0;
  const edits: TextEdit[] = [];
  for (const { at, deletes, inserts } of batch.toSorted((a, b) => a.at - b.at)) {
    const offset = Math.max(from, Math.floor(at * length));
    if (offset > length) break;
    const deleteLength = Math.min(deletes, length - offset);
    edits.push({ offset, deleteLength, insertText: inserts });
    from = offset + deleteLength + 1;
  }
  return edits;
}

describe('HeldBack', () => {
  it('brings both forms together again, whatever was edited on either side', () => {
    const turns = fc.array(fc.record({ side: fc.constantFrom('mine', 'shared'), batch: arbitraryBatch }));
    fc.assert(
      fc.property(arbitraryText, turns, (text, all) => {
        const held = new HeldBack(text.length);
        let [mine, shared] = [text, text];
        for (const { side, batch } of all) {
          if (side === 'shared') {
            const edits = editsOf(batch, shared.length);
            held.holdBack(edits);
            shared = applyEdits(shared, edits);
          } else {
            const edits = editsOf(batch, mine.length);
            shared = applyEdits(shared, held.edit(edits));
            mine = applyEdits(mine, edits);
          }
        }
        expect(applyEdits(mine, held.missed(shared))).toBe(shared);
      }),
      { numRuns: 1000 },
    );
  });

  it('puts what is composed step by step where it began, though others write right before and after it', () => {
    const held = new HeldBack(2);
    let shared = 'ab';
    const mine = (offset: number, deleteLength: number, insertText: string) => {
      shared = applyEdits(shared, held.edit([{ offset, deleteLength, insertText }]));
    };
    const others = (offset: number, insertText: string) => {
      const edits = [{ offset, deleteLength: 0, insertText }];
      held.holdBack(edits);
      shared = applyEdits(shared, edits);
    };
    mine(1, 0, 'に');
    others(1, '<');
    others(3, '>');
    expect(shared).toBe('a<に>b');
    mine(1, 1, 'にほ');
    mine(1, 2, '日本');
    expect([shared, applyEdits('a日本b', held.missed(shared))]).toEqual(['a<日本>b', 'a<日本>b']);
  });

  it('deletes of mine nothing that others have put into it meanwhile, and nothing twice', () => {
    const held = new HeldBack(6);
    held.holdBack([{ offset: 2, deleteLength: 2, insertText: 'XY' }]);
    const edits = held.edit([{ offset: 1, deleteLength: 4, insertText: '-' }]);
    expect(applyEdits('abXYef', edits)).toBe('a-XYf');
    expect(held.missed('a-XYf')).toEqual([{ offset: 2, deleteLength: 0, insertText: 'XY' }]);
  });

  it('finds a place of one form in the other', () => {
    const held = new HeldBack('abcdef'.length);
    held.holdBack([
      { offset: 1, deleteLength: 2, insertText: '' },
      { offset: 4, deleteLength: 0, insertText: 'XYZ' },
    ]);
    held.edit([{ offset: 0, deleteLength: 0, insertText: '-' }]);
    // Mine is -abcdef, shared is -adXYZef.
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((offset) => held.place(offset, 'mine'))).toEqual([0, 1, 2, 2, 2, 6, 7, 8]);
    expect([0, 1, 2, 3, 4, 6, 7, 8].map((offset) => held.place(offset, 'shared'))).toEqual([0, 1, 4, 5, 5, 5, 6, 7]);
  });
});
