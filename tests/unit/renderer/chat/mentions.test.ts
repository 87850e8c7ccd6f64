import { expect, it } from 'vitest';
import { plainFileName } from '../../../../src/renderer/features/chat/attaching.ts';
import { offeredNames } from '../../../../src/renderer/features/chat/mentions.tsx';

const names = ['Ada Lovelace', 'adam', 'Bob', 'Élise'];
const offered = (words: string, caret = words.length) => offeredNames(words, caret, names)?.names ?? null;

it('offers the people whose names go on with what stands behind an @, by any part of a name', () => {
  expect(offered('hello @')).toEqual(['Ada Lovelace', 'adam', 'Bob', 'Élise']);
  expect(offered('hello @AD')).toEqual(['Ada Lovelace', 'adam']);
  expect(offered('(@love')).toEqual(['Ada Lovelace']);
  expect(offered('@ada l and', 6)).toEqual(['Ada Lovelace']);
  expect(offeredNames('so @b', 5, names)?.at).toBe(3);
});

it('offers nobody within an address of mail, once a name is written out, or where none is like it', () => {
  for (const words of ['me@bob', '@Bob', '@Bob is', 'no sign', '@x', '@\n']) expect(offered(words)).toBeNull();
});

it('names a file without its folder, and without anything that is not seen', () => {
  expect(plainFileName('../../etc/passwd')).toBe('passwd');
  expect(plainFileName('C:\\Users\\ada\\plan.pdf')).toBe('plan.pdf');
  expect(plainFileName('harmless\u202egnp.exe')).toBe('harmlessgnp.exe');
  for (const name of ['', '..', 'a/', '\u200b', ' ']) expect(plainFileName(name)).toBe('file');
  expect(plainFileName('x'.repeat(400))).toHaveLength(255);
});
