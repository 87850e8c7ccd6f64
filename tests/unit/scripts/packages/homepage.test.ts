import { expect, test } from 'vitest';
import { homepage } from '../../../../scripts/packages/homepage.mjs';

test.each([
  ['git@forge.test:ada/boats.git', 'https://forge.test/ada/boats'],
  ['https://ada:secret@forge.test/ada/boats.git', 'https://forge.test/ada/boats'],
  ['ssh://git@forge.test:2222/ada/boats', 'https://forge.test/ada/boats'],
  ['/home/ada/boats', 'https://ensemble.invalid'],
  ['', 'https://ensemble.invalid'],
])('a checkout from %s names %s as its page', (origin, page) => {
  expect(homepage({}, () => origin)).toBe(page);
});

test('whoever builds has the last word', () => {
  expect(homepage({ ENSEMBLE_HOMEPAGE: 'https://boats.test' }, () => 'git@forge.test:a/b')).toBe('https://boats.test');
});
