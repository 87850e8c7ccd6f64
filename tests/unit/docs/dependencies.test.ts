import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');

/** `a-{b,c}-d` names `a-b-d` and `a-c-d`. */
function expand(name: string): string[] {
  const [, before, choices, after] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(name) ?? [];
  return choices === undefined ? [name] : choices.split(',').map((choice) => `${before}${choice}${after}`);
}

/** The packages that the tables of a text name: what stands in backticks in a row's first cell. */
function namedIn(text: string): string[] {
  const cells = [...text.matchAll(/^\| (`[^|]+`) \|/gm)].map(([, cell = '']) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)]).flatMap(([, name = '']) => expand(name));
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
const { dependencies, optionalDependencies, devDependencies } = manifest;
const direct = Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies });
const named = namedIn(readFileSync(join(root, 'docs', 'dependencies.md'), 'utf8'));

test('every direct dependency is named in docs/dependencies.md', () => {
  expect(direct.filter((name) => !named.includes(name))).toEqual([]);
});

test('docs/dependencies.md names nothing that is not a direct dependency', () => {
  expect(named.filter((name) => !direct.includes(name))).toEqual([]);
});

test('docs/dependencies.md names nothing twice', () => {
  expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual([]);
});

test('names in braces stand for each of them', () => {
  expect(namedIn('| `a` | x |\n| `b-{c,d}-e` | y |\n')).toEqual(['a', 'b-c-e', 'b-d-e']);
});
