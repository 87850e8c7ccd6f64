import { expect, test } from 'vitest';
import { childOf, parentOf } from '../../../../src/renderer/features/welcome/folder-path.ts';
import { whyNoLink } from '../../../../src/renderer/features/welcome/join-link.ts';

test('one goes up to the root and no further, on every system', () => {
  expect(parentOf('/home/ada/')).toBe('/home');
  expect(parentOf('/home')).toBe('/');
  expect(parentOf('/')).toBeNull();
  expect(parentOf('C:\\Users\\Ada')).toBe('C:\\Users');
  expect(parentOf('C:\\Users')).toBe('C:\\');
  expect(parentOf('C:\\')).toBeNull();
});

test('a folder in a folder is written as its system writes it', () => {
  expect(childOf('/', 'home')).toBe('/home');
  expect(childOf('/home', 'ada')).toBe('/home/ada');
  expect(childOf('C:\\', 'Users')).toBe('C:\\Users');
  expect(childOf('C:\\Users', 'Ada')).toBe('C:\\Users\\Ada');
});

const session = 'A'.repeat(22);
const invite = 'b'.repeat(43);

test('an invite link is known by its form', () => {
  expect(whyNoLink(`https://192.0.2.1:4321/#session=${session}&invite=${invite}`)).toBeNull();
  expect(whyNoLink(`  http://127.0.0.1:4321/#session=${session}&invite=${invite}\n`)).toBeNull();
  for (const wrong of ['', 'hello', 'https://example.org/', `https://example.org/#session=${session}`, 'javascript:1'])
    expect(whyNoLink(wrong), wrong).toMatch(/not an invite link/);
});
