import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffTexts } from '../../../../src/shared/text/diff.ts';
import { applyEdits } from '../../../../src/shared/text/edits.ts';
import { arbitraryText, isBound } from './arbitrary-text.ts';

const runs = { numRuns: 500 };

describe('diffTexts', () => {
  it('gives edits that lead from the one text to the other', () => {
    fc.assert(
      fc.property(arbitraryText, arbitraryText, (before, after) => {
        expect(applyEdits(before, diffTexts(before, after))).toBe(after);
      }),
      runs,
    );
  });

  it('gives edits that are sorted and apart, and none that does nothing', () => {
    fc.assert(
      fc.property(arbitraryText, arbitraryText, (before, after) => {
        let from = -1;
        for (const { offset, deleteLength, insertText } of diffTexts(before, after)) {
          expect(offset).toBeGreaterThan(from);
          expect(deleteLength + insertText.length).toBeGreaterThan(0);
          from = offset + deleteLength;
        }
        expect(from).toBeLessThanOrEqual(before.length);
      }),
      runs,
    );
  });

  it('never cuts a code point in two', () => {
    fc.assert(
      fc.property(arbitraryText, arbitraryText, (before, after) => {
        for (const { offset, deleteLength, insertText } of diffTexts(before, after)) {
          expect(insertText.isWellFormed()).toBe(true);
          expect(isBound(before, offset) && isBound(before, offset + deleteLength)).toBe(true);
        }
      }),
      runs,
    );
  });

  it('replaces the whole emoji where only its second half differs', () => {
    expect(diffTexts('a😀b', 'a😁b')).toEqual([{ offset: 1, deleteLength: 2, insertText: '😁' }]);
  });

  it('has nothing to say of equal texts', () => {
    expect(diffTexts('same\n', 'same\n')).toEqual([]);
  });

  it('touches only what changed in a small text', () => {
    expect(diffTexts('one two three', 'one 2 three')).toEqual([{ offset: 4, deleteLength: 3, insertText: '2' }]);
    expect(diffTexts('ab', 'aXb')).toEqual([{ offset: 1, deleteLength: 0, insertText: 'X' }]);
  });

  it('makes no word out of the letters of another, which somebody may be deleting', () => {
    const edits = diffTexts('linea00xA\na00yA', 'a00yA\nof another branch');
    expect(edits[0]).toEqual({ offset: 0, deleteLength: 10, insertText: '' });
    expect(diffTexts('call(first, second)', 'call(forest, second)')).toEqual([
      { offset: 5, deleteLength: 5, insertText: 'forest' },
    ]);
    expect(diffTexts('a1 a2', 'a1 a3 a2')).toEqual([{ offset: 3, deleteLength: 0, insertText: 'a3 ' }]);
  });

  it('keeps the letters of a word that only gained or only lost some', () => {
    expect(diffTexts('one second x', 'one sXecoYnd y')).toEqual([
      { offset: 5, deleteLength: 0, insertText: 'X' },
      { offset: 8, deleteLength: 0, insertText: 'Y' },
      { offset: 11, deleteLength: 1, insertText: 'y' },
    ]);
    expect(diffTexts('one sXecoYnd', 'one second')).toEqual([
      { offset: 5, deleteLength: 1, insertText: '' },
      { offset: 9, deleteLength: 1, insertText: '' },
    ]);
  });

  it('compares scripts without spaces letter by letter, and long data from both of its ends', () => {
    expect(diffTexts('漢字かな、漢字', '漢字から、漢字')).toEqual([{ offset: 3, deleteLength: 1, insertText: 'ら' }]);
    const data = 'x9'.repeat(5_000);
    expect(diffTexts(data, `${data.slice(0, 5_000)}yy${data.slice(5_002)}`)).toEqual([
      { offset: 5_000, deleteLength: 2, insertText: 'yy' },
    ]);
  });

  it('compares a large text by lines, with the same result', () => {
    const lines = Array.from({ length: 6000 }, (_, index) => `line ${index} 😀`);
    const changed = [
      ...lines.slice(0, 90),
      'new',
      ...lines.slice(95, 4000),
      ...lines.slice(4001),
      'end without a break',
    ];
    const [before, after] = [`${lines.join('\n')}\n`, changed.join('\n')];
    const edits = diffTexts(before, after);
    expect(applyEdits(before, edits)).toBe(after);
    expect(edits.length).toBeLessThan(10);
    expect(edits.reduce((sum, { deleteLength }) => sum + deleteLength, 0)).toBeLessThan(200);
  });

  it('tells texts of very many distinct lines apart', () => {
    const before = Array.from({ length: 60_000 }, (_, index) => `${index}\n`).join('');
    const after = `x${before.replaceAll('1', '2')}y`;
    expect(applyEdits(before, diffTexts(before, after))).toBe(after);
  });

  it('leaves a word where it is when the spaces around it change', () => {
    expect(diffTexts('\tfoo  bar\n', ' foo bar\n')).toEqual([
      { offset: 0, deleteLength: 1, insertText: ' ' },
      { offset: 4, deleteLength: 1, insertText: '' },
    ]);
  });

  it('changes words, not lines, where a large text changed in two places', () => {
    const before = Array.from({ length: 5000 }, (_, index) => `line ${index}\n`).join('');
    const after = before.replace('line 10\n', 'lime 10\n').replace('line 4990\n', 'line 4990!\n');
    expect(diffTexts(before, after)).toEqual([
      { offset: before.indexOf('line 10\n'), deleteLength: 4, insertText: 'lime' },
      { offset: before.indexOf('line 4990\n') + 9, deleteLength: 0, insertText: '!' },
    ]);
  });

  it.each([
    ['the same line again and again', (index: number) => `the same line${index % 4000 === 7 ? '!' : ''}\n`],
    ['all other lines', (index: number) => `another line ${index}\n`],
    ['a few lines of each kind', (index: number) => `${index % 7} ${index % 11}\n`],
  ])('takes no long time for 200,000 lines that become %s', (_, lineAt) => {
    const before = 'the same line\n'.repeat(200_000);
    const after = Array.from({ length: 200_000 }, (_, index) => lineAt(index)).join('');
    expect(applyEdits(before, diffTexts(before, after))).toBe(after);
  });

  it('finds each of many blocks that came between lines which stand there once', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`);
    const after = lines.map((line, index) => (index % 5 === 0 ? `new\nnew\n${line}` : line)).join('');
    const edits = diffTexts(lines.join(''), after);
    expect(applyEdits(lines.join(''), edits)).toBe(after);
    expect(edits.reduce((sum, { deleteLength }) => sum + deleteLength, 0)).toBe(0);
  });
});
