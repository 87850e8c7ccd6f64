import { expect, test } from 'vitest';
import { childOf, parentOf } from '../../../../src/renderer/features/welcome/folder-path.ts';

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
