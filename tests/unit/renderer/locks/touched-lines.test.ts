import { describe, expect, it } from 'vitest';
import { touchedLines } from '../../../../src/renderer/features/locks/touched-lines.ts';
import { applyEdits } from '../../../../src/shared/text/edits.ts';

const text = 'one\ntwo\nthree\nfour\n';

function touched(...changes: { offset: number; deleteLength: number; insertText: string }[]): string[] {
  const after = applyEdits(text, changes);
  return touchedLines(after, changes.toReversed()).map(({ start, end }) => `${start}-${end}`);
}

describe('the lines that an edit touches', () => {
  it('are where it was typed', () => {
    expect(touched({ offset: 5, deleteLength: 0, insertText: 'x' })).toEqual(['2-2']);
  });

  it('are those of all that was pasted', () => {
    expect(touched({ offset: 5, deleteLength: 0, insertText: 'a\nb\nc' })).toEqual(['2-4']);
  });

  it('are the one in which something is missing', () => {
    expect(touched({ offset: 4, deleteLength: 10, insertText: '' })).toEqual(['2-2']);
  });

  it('end before the next line, when a line was begun above it', () => {
    expect(touched({ offset: 3, deleteLength: 0, insertText: '\n' })).toEqual(['1-2']);
  });

  it('are counted in the text after all cursors have typed', () => {
    const at = (offset: number) => ({ offset, deleteLength: 0, insertText: 'x\n' });
    expect(touched(at(0), at(4), at(14))).toEqual(['1-2', '3-4', '6-7']);
  });
});
