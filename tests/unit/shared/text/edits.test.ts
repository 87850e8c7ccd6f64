import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, hasSurrogates, normalizeEdit, normalizeText } from '../../../../src/shared/text/edits.ts';
import { arbitraryText, arbitraryUnits, isBound } from './arbitrary-text.ts';

describe('normalizeText', () => {
  it('leaves LF as the only line end', () => {
    expect(normalizeText('a\r\nb\rc\n\r\nd\r\r\n')).toBe('a\nb\nc\n\nd\n\n');
  });

  it('puts the replacement character for halves of pairs, and keeps whole ones', () => {
    expect(normalizeText('\ud83d|\ude00|😀|\ude00\ud83d')).toBe('\ufffd|\ufffd|😀|\ufffd\ufffd');
  });

  it('gives well-formed LF text for any units, and changes nothing the second time', () => {
    fc.assert(
      fc.property(arbitraryUnits, (units) => {
        const text = normalizeText(units);
        expect(text.isWellFormed() && !text.includes('\r')).toBe(true);
        expect(normalizeText(text)).toBe(text);
      }),
    );
  });
});

describe('normalizeEdit', () => {
  const widen = (text: string, offset: number, deleteLength: number, insertText: string) =>
    normalizeEdit({ offset, deleteLength, insertText }, (at) => text.charCodeAt(at));

  it('widens an edit of the second half of a pair to the whole', () => {
    expect(widen('a😀b', 2, 1, '\ude01')).toEqual({ offset: 1, deleteLength: 2, insertText: '😁' });
  });

  it('widens an edit of the first half of a pair to the whole', () => {
    expect(widen('a😀b', 1, 1, '\ud83c')).toEqual({ offset: 1, deleteLength: 2, insertText: '🈀' });
  });

  it('leaves an edit at code-point bounds alone', () => {
    expect(widen('a😀b', 1, 2, 'x')).toEqual({ offset: 1, deleteLength: 2, insertText: 'x' });
    expect(widen('a😀b', 3, 0, '')).toEqual({ offset: 3, deleteLength: 0, insertText: '' });
  });

  it('makes any edit of a normal text one that leaves a normal text, at code-point bounds', () => {
    const edited = fc.tuple(arbitraryText, fc.nat(100), fc.nat(20), arbitraryUnits);
    fc.assert(
      fc.property(edited, ([text, at, length, insertText]) => {
        const offset = Math.min(at, text.length);
        const edit = widen(text, offset, Math.min(length, text.length - offset), insertText);
        const after = applyEdits(text, [edit]);
        expect(after.isWellFormed() && !after.includes('\r')).toBe(true);
        expect(isBound(text, edit.offset) && isBound(text, edit.offset + edit.deleteLength)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('applyEdits', () => {
  it('counts all offsets from the text before', () => {
    const edits = [
      { offset: 0, deleteLength: 1, insertText: 'HHH' },
      { offset: 2, deleteLength: 2, insertText: '' },
      { offset: 5, deleteLength: 0, insertText: '!' },
    ];
    expect(applyEdits('hello', edits)).toBe('HHHeo!');
  });
});

describe('hasSurrogates', () => {
  it('tells text with pairs from text without', () => {
    expect([hasSurrogates('naïve 中'), hasSurrogates('a😀'), hasSurrogates('\ud83d')]).toEqual([false, true, true]);
  });
});
