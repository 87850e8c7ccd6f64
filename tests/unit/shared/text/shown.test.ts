import { describe, expect, test } from 'vitest';
import {
  inertWords,
  linesOf,
  markdownOf,
  nameOfPerson,
  plainWords,
  terminalLine,
  terminalText,
} from '../../../../src/shared/text/shown.ts';
import { evilWords, neverShown } from './evil-words.ts';

const named = Object.entries(evilWords);

describe('words of others', () => {
  test.each(named)('with %s are one line of what is seen', (_, words) => {
    for (const shown of [plainWords(words), inertWords(words), markdownOf(words), terminalLine(words)]) {
      expect(shown).not.toMatch(neverShown);
      expect([...shown].length).toBeLessThanOrEqual(4_100);
    }
  });

  test.each(named)('with %s are no link, no command and no icon', (_, words) => {
    expect(inertWords(words)).not.toMatch(/\]\(|\$\(/);
  });

  test.each(named)('with %s are no Markdown: all punctuation is escaped', (_, words) => {
    expect(markdownOf(words).replace(/\\[!-/:-@[-`{-~]/g, '')).not.toMatch(/[!-/:-@[-`{-~]/);
  });

  test('stay as they are where they are only words', () => {
    const words = [
      'Ada Lovelace',
      'Łukasz (QA)',
      '李小龍',
      'שלום',
      'نیم\u200cفاصله',
      '👩\u200d💻 Ada',
      '👩🏽\u200d🔬 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3',
      'क्\u200dष ന്\u200dറ',
      'src/a[1].ts',
      'cost: $5',
    ];
    for (const each of words) expect([plainWords(each), inertWords(each)]).toEqual([each, each]);
  });

  test('are read the same where a renderer would take them for more', () => {
    expect(inertWords('[a](b) $(c)').replaceAll('\u2060', '')).toBe('[a](b) $(c)');
  });

  test('do not begin a line of ours', () => {
    expect(linesOf(['one\ntwo', 'three'])).toBe('one two\nthree');
    expect(linesOf(['a', 'b'], '\n\n')).toBe('a\n\nb');
  });
});

describe('a name', () => {
  test('is one line, trimmed, and no longer than allowed', () => {
    expect(nameOfPerson('  Ada \u202e\n  Lovelace\u0007 ', 40)).toBe('Ada Lovelace');
    expect(nameOfPerson('x'.repeat(50), 40)).toHaveLength(40);
  });

  test('of nothing that is seen is empty', () => {
    const invisible = ['\u3164', '\u200b \u2060', '\u202e', '\u200d', '\u{e0041}', '\u{e0100}', '\ufe0f', '\u180b'];
    const blank = ['\u2800', '\u{1d159}', '\u0301', '\u0301\u200c\u0301\u200c', '\ufe0f\u20e3', '\ufdd0'];
    for (const each of [...invisible, ...blank]) expect(nameOfPerson(each, 40)).toBe('');
  });

  test('is what is seen of it, and the same when it is cleaned again', () => {
    const alike = [
      'Ada\ufe0f',
      'A\ufe00da',
      'A\u{e0100}da',
      'A\u200cda',
      'A\u200dda',
      '\u0301Ada',
      'Ada\u2800',
      'Ad\u034fa',
    ];
    for (const each of alike) expect(nameOfPerson(each, 40)).toBe('Ada');
    for (const each of [...Object.values(evilWords), 'a\ufe0f\u200d👩', '\u064e\u200cب'.repeat(30)]) {
      const name = nameOfPerson(each, 40);
      expect(nameOfPerson(name, 40)).toBe(name);
    }
  });

  test('is not cut through a character', () => {
    expect(nameOfPerson('ab👩', 3)).toBe('ab');
  });
});

test('a text in a terminal keeps its lines and directions, and shows its controls', () => {
  expect(terminalText('a\tb\n\u001b]0;x\u0007\r\u007f\u009b שלום\u200f')).toBe('a\tb\n␛]0;x␇␍␡\ufffd שלום\u200f');
});
