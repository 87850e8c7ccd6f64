import { expect, test } from 'vitest';
import { placeInWords, placeNameFirst } from '../../../../src/renderer/ui/person-words.ts';

const place = { ref: 'r', path: 'src/renderer/app.ts', label: 'src/renderer/app.ts', line: 3, terminal: null };

test('where there is little room the name of a file stands before its folder', () => {
  expect(placeInWords(place)).toBe('src/renderer/app.ts, line 3');
  expect(placeNameFirst(place)).toBe('app.ts, line 3 · src/renderer');
  expect(placeNameFirst({ ...place, path: 'a.txt', label: 'a.txt' })).toBe('a.txt, line 3');
  expect(placeNameFirst({ ...place, path: null, label: 'Untitled' })).toBe('Untitled, line 3');
  expect(placeNameFirst({ ...place, terminal: 'bash' })).toBe('terminal bash');
  expect(placeNameFirst(null)).toBe('');
});
