import { expect, test } from 'vitest';
import { parsePath } from '../../../../src/main/files/wire-path.ts';
import { EnsembleError } from '../../../../src/shared/core/errors.ts';

function codeOf(path: string, platform: NodeJS.Platform = 'linux'): string {
  try {
    return parsePath(path, platform).join('|');
  } catch (error) {
    if (error instanceof EnsembleError) return error.code;
    throw error;
  }
}

test('a path is taken apart, and the empty path is the folder', () => {
  expect(parsePath('')).toEqual([]);
  expect(parsePath('src/a b/ü.ts')).toEqual(['src', 'a b', 'ü.ts']);
  expect(parsePath('...')).toEqual(['...']);
});

test.each(['..', '../x', 'a/../b', 'a/..', '/etc/passwd', '//host/share', 'C:/x', 'c:', 'C:\\x'])(
  '%j leads out of the folder',
  (path) => expect(codeOf(path)).toBe('outside-folder'),
);

test.each(['a//b', 'a/', './a', 'a/.', '.', 'a\0b', '\ud800'])('%j is not a spelling of a path', (path) => {
  expect(codeOf(path)).toBe('bad-request');
});

test('a backslash parts names on Windows, where it is refused, and is a character of a name elsewhere', () => {
  for (const path of ['\\\\host\\x', 'a\\..\\b', '..\\x']) expect(codeOf(path, 'win32')).toBe('outside-folder');
  expect(codeOf('a\\b', 'win32')).toBe('bad-request');
  expect(codeOf('src/a\\b')).toBe('src|a\\b');
  expect(codeOf('..\\x')).toBe('..\\x');
});

test('a path that no disk could hold is refused by its length alone', () => {
  expect(codeOf('x'.repeat(255))).toBe('x'.repeat(255));
  expect(codeOf('x'.repeat(256))).toBe('bad-request');
  expect(codeOf('é'.repeat(128))).toBe('bad-request');
  expect(codeOf('é'.repeat(255), 'win32')).toBe('é'.repeat(255));
  expect(codeOf(Array(64).fill('x').join('/'))).not.toBe('bad-request');
  expect(codeOf(Array(65).fill('x').join('/'))).toBe('bad-request');
});

test.each([
  'CON',
  'nul',
  'com1.txt',
  'a/LPT9',
  'aux .c',
  'COM¹',
  'x.',
  'x ',
  '.env::$DATA',
  'a:b',
  'a|b',
  'a*',
  'ID_RSA~1',
  'GIT~1/x',
])('%j is refused on a Windows host', (path) => expect(codeOf(path, 'win32')).toBe('bad-request'));

test('names that only Windows minds are taken elsewhere', () => {
  expect(codeOf('drivers/aux.c')).toBe('drivers|aux.c');
  expect(codeOf('console.ts', 'win32')).toBe('console.ts');
});
