import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const pages = ['README.md', 'AGENTS.md', ...globSync('docs/**/*.md', { cwd: root })];

/** The files of this project that a page links to, relative to the page. */
function linksIn(text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s…]+)[^)]*\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^\w+:/.test(link));
}

/** The project's paths that a page names in backticks; placeholders such as `src/main/NAME` are none. */
function pathsIn(text: string): string[] {
  const names = [...text.matchAll(/`((?:src|server|scripts|tests|docs|bench|examples)\/[^`\s]*)`/g)];
  return names.map(([, name = '']) => name).filter((name) => !/[*<>…]|[A-Z]{4}/.test(name));
}

test.each(pages)('what %s links to and names is there', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  expect(linksIn(text).filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  expect(pathsIn(text).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
