import { expect, test } from 'vitest';
import { initialsOf } from '../../../../src/renderer/ui/initials.ts';
import { abilitiesOf, counted, listNames } from '../../../../src/renderer/ui/words.ts';
import { agoInWords } from '../../../../src/shared/text/age.ts';

test('initials are of the first and the last word, whatever the script', () => {
  expect(initialsOf('Ada Lovelace')).toBe('AL');
  expect(initialsOf('ben')).toBe('B');
  expect(initialsOf('Jean-Luc de la Fontaine')).toBe('JF');
  expect(initialsOf('李 雷')).toBe('李雷');
  expect(initialsOf('😀 Smile')).toBe('😀S');
  expect(initialsOf('')).toBe('?');
});

test('two people of one name have initials apart', () => {
  expect(initialsOf('Ada Lovelace (2)')).toBe('A2');
});

test('what a reviewer can do is more than what a viewer can', () => {
  expect(abilitiesOf('viewer')).toBe('look at the files and follow others, but take no part in comments and calls');
  expect(abilitiesOf('reviewer')).toBe(
    'look at the files and follow others, and take part in comments and calls where there are any',
  );
});

test('times are told as one would say them', () => {
  const minuteMs = 60_000;
  const ago = (ms: number) => agoInWords(0, ms);
  expect([ago(59_999), ago(minuteMs), ago(59 * minuteMs), ago(60 * minuteMs)]).toEqual([
    'just now',
    '1 min ago',
    '59 min ago',
    '1 h ago',
  ]);
  expect([ago(24 * 60 * minuteMs), ago(72 * 60 * minuteMs)]).toEqual(['yesterday', '3 days ago']);
  expect(agoInWords(10, 0)).toBe('just now');
});

test('names are listed as one would say them', () => {
  expect(listNames([])).toBe('');
  expect(listNames(['Ada', 'Ben', 'Cleo'])).toBe('Ada, Ben and Cleo');
  expect(listNames(['Ada', 'Ben', 'Cleo', 'Dan'])).toBe('Ada, Ben and 2 others');
});

test('things are counted in words', () => {
  expect([counted(0, 'line'), counted(1, 'line'), counted(2, 'line')]).toEqual(['0 lines', '1 line', '2 lines']);
  expect([counted(1, 'reply'), counted(2, 'reply', 'replies')]).toEqual(['1 reply', '2 replies']);
});
