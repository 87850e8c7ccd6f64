import { expect, it, test } from 'vitest';
import {
  fitsPattern,
  lockPattern,
  mayReachInto,
  patternsMayMeet,
  stemsOf,
} from '../../../../../src/shared/capabilities/locks/lock-pattern.ts';

test.each([
  ['src/**', 'src/a.ts', true],
  ['src/**', 'src/a/b.ts', true],
  ['src/**', 'srcs/a.ts', false],
  ['src', 'src/a/b.ts', true],
  ['*.css', 'deep/in/x.css', true],
  ['/*.css', 'deep/x.css', false],
  ['src/{a,b}/*.ts', 'src/b/x.ts', true],
  ['src/{a,b}/*.ts', 'src/c/x.ts', false],
  ['**', 'anything', true],
  ['a*b*c*d/{x,y}*z*w*v', 'aXbXcXd/x1z2w3v', true],
  ['src/a.ts', 'Src/A.TS', true],
])('%s of %s: %s', (pattern, path, fits) => {
  expect(fitsPattern(pattern, path)).toBe(fits);
});

const withDots = ['./src/**', '../x/**', 'a/../b', '**/./x', '{src,..}/*.ts', '.', '..'];

test.each(['', '!src', 'a\\b', '{a', '[a', 'a//b', 'x'.repeat(301), ...withDots])(
  'takes no %j for a pattern',
  (text) => {
    expect(lockPattern.safeParse(text).success).toBe(false);
  },
);

it('knows what patterns begin with', () => {
  expect([stemsOf('src/a/**'), stemsOf('{docs,src/b*}/x/*'), stemsOf('*.ts'), stemsOf('src/a.ts')]).toEqual([
    ['src/a'],
    ['docs/x', 'src'],
    [''],
    ['src/a.ts'],
  ]);
  expect(patternsMayMeet('src/a/**', 'src/b/**')).toBe(false);
  expect(patternsMayMeet('src/a/**', 'src/ab/**')).toBe(false);
  expect(patternsMayMeet('{src/a,docs}/**', 'docs/x*')).toBe(true);
});

it('takes what is no pattern to fit nothing, and to be about any place', () => {
  for (const text of ['[b-a]', './src/**'])
    expect([fitsPattern(text, 'src/a.ts'), patternsMayMeet(text, '**'), stemsOf(text)]).toEqual([false, false, ['']]);
});

test.each([
  ['sub/**', 'sub', true],
  ['sub/**', '', true],
  ['sub/**', 'beside', false],
  ['sub/**', 'subs', false],
  ['sub/deep/*.c', 'sub', true],
  ['sub', 'sub/deep', true],
  ['*.css', 'beside', true],
  ['{sub,far}/x', 'far', true],
  ['SUB/**', 'sub', true],
])('%s may reach into %j: %s', (pattern, folder, reaches) => {
  expect(mayReachInto(pattern, folder)).toBe(reaches);
});

it('judges one with many stars fast, whatever the path', () => {
  const pattern = `${'*a'.repeat(100)}b`;
  const beginMs = performance.now();
  expect(fitsPattern(pattern, `${'a'.repeat(250)}/${'a'.repeat(250)}`)).toBe(false);
  expect(performance.now() - beginMs).toBeLessThan(200);
});
