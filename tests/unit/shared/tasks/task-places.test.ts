import { expect, it } from 'vitest';
import { fitsPattern } from '../../../../src/shared/capabilities/locks/lock-pattern.ts';
import { isNamedBy, literalPlaceOf, taskPlaceOf } from '../../../../src/shared/tasks/task-places.ts';

it('takes what a task names for a file, a pattern, or no place in the folder', () => {
  expect(taskPlaceOf('./src/a.ts')).toEqual({ path: 'src/a.ts' });
  expect(taskPlaceOf('././a.ts')).toEqual({ path: 'a.ts' });
  expect(taskPlaceOf('src/')).toEqual({ path: null, pattern: 'src/**' });
  expect(taskPlaceOf('./**/*.css')).toEqual({ path: null, pattern: '**/*.css' });
  for (const none of ['/etc/passwd', '../a.ts', 'src/../../a', '[', '/', ''])
    expect(taskPlaceOf(none), none).toBe(null);
});

it('finds each file that is locked with a task among those of the task', () => {
  const fits: [string, string][] = [
    ['./a.txt', 'a.txt'],
    ['**/*.css', 'a.css'],
    ['**/*.css', 'styles/deep/a.css'],
    ['*.css', 'styles/a.css'],
    ['src/{one,two}.ts', 'src/two.ts'],
    ['src/', 'src/deep/a.ts'],
    ['src/**', 'src/a.ts'],
    ['src', 'src/a.ts'],
    ['app/[id]/page.tsx', 'app/[id]/page.tsx'],
    ['./app/[...slug]/', 'app/[...slug]/deep/page.tsx'],
    ['app/[id]', 'app/[id]/page.tsx'],
    ['app/[id]/page.tsx', 'app/d/page.tsx'],
    ['notes/[', 'notes/['],
  ];
  for (const [named, path] of fits) expect(isNamedBy(['other', named], path), `${named} ${path}`).toBe(true);
  const others: [string, string][] = [
    ['./a.txt', 'b/a.txt'],
    ['src/*.css', 'styles/a.css'],
    ['src', 'src2/a.ts'],
    ['/a.txt', 'a.txt'],
    ['../a.txt', 'a.txt'],
    ['app/[id]/', 'app/[id]'],
    ['app/[id]/page.tsx', 'app/[id]/page.tsx2'],
  ];
  for (const [named, path] of others) expect(isNamedBy([named], path), `${named} ${path}`).toBe(false);
});

it('reads what is written as the name of a file, or of all in a folder, whatever it would stand for', () => {
  expect(literalPlaceOf('./app/[id]/page.tsx')).toMatchObject({ path: 'app/[id]/page.tsx' });
  for (const name of ['app/[id]', 'a/{b,c}', 'a/*?', 'a/[', 'a/]b{'])
    expect(fitsPattern(literalPlaceOf(`${name}/`)!.pattern!, `${name}/page.tsx`), name).toBe(true);
  expect(fitsPattern(literalPlaceOf('app/[id]/')!.pattern!, 'app/i/page.tsx')).toBe(false);
  for (const none of ['/etc/', '../a', '/', '']) expect(literalPlaceOf(none), none).toBe(null);
});
