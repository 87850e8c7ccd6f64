import { describe, expect, test } from 'vitest';
import { importCycles } from '../../../scripts/check/cycles.mjs';
import { longFiles } from '../../../scripts/check/file-sizes.mjs';
import { importViolations } from '../../../scripts/check/import-rules.mjs';
import { findImports, readImports } from '../../../scripts/check/imports.mjs';
import { lockProblems } from '../../../scripts/check/lock.mjs';

const manifest = {
  dependencies: { yjs: '1', vscode: '1', '@codingame/monaco-vscode-api': '1' },
  devDependencies: { vitest: '1' },
};

function graphOf(files: Record<string, string>) {
  return new Map(Object.entries(files).map(([file, text]) => [file, readImports(file, text)]));
}

function violations(file: string, text: string): string[] {
  return importViolations(graphOf({ [file]: text }), manifest);
}

describe('the import table refuses', () => {
  test.each([
    ['src/shared/a.ts', "import '../client/b.ts';"],
    ['src/shared/a.ts', "import { readFile } from 'node:fs';"],
    ['src/client/a.ts', "import { x } from '../main/files/b.ts';"],
    ['src/client/a.ts', "export { x } from '../../server/server.ts';"],
    ['server/session/a.ts', "import type { X } from '../../src/client/b.ts';"],
    ['src/main/files/a.ts', "import { x } from '../search/b.ts';"],
    ['src/main/files/a.ts', "import { x } from '../host/b.ts';"],
    ['src/main/host/a.ts', "import { x } from '../desktop/b.ts';"],
    ['src/main/host/a.ts', "import { x } from '../../../server/log/log.ts';"],
    ['src/renderer/features/chat/a.ts', "import { x } from '../people/b.ts';"],
    ['src/renderer/features/chat/a.ts', "await import('../people/b.ts');"],
    ['src/renderer/features/chat/a.ts', "import * as vscode from 'vscode';"],
    ['src/renderer/features/chat/a.ts', "import type { X } from '@codingame/monaco-vscode-api/x';"],
    ['src/renderer/workbench/a.ts', "import { x } from '../features/chat/b.ts';"],
    ['src/renderer/ui/a.ts', "import { join } from 'node:path';"],
    ['src/main/host/a.ts', "import { app } from 'electron';"],
    ['src/cli/a.ts', "import { app } from 'electron';"],
    ['src/main/host/a.ts', "import { test } from 'vitest';"],
    ['src/main/host/a.ts', "import x from 'left-pad';"],
    ['src/shared/a.ts', "import { x } from '../../tests/sim/b.ts';"],
    ['src/shared/a.ts', "type X = import('../client/b.ts').X;"],
    ['src/client/a.ts', "new Worker(new URL('../main/files/b.ts', import.meta.url));"],
  ])('%s with %s', (file, text) => {
    expect(violations(file, text)).toHaveLength(1);
  });
});

describe('the import table allows', () => {
  test.each([
    ['src/client/a.ts', "import { x } from '../shared/b.ts'; import * as Y from 'yjs';"],
    ['src/main/host/a.ts', "import { x } from '../files/b.ts'; import { y } from '../../../server/server.ts';"],
    ['src/cli/a.ts', "import { x } from '../main/host/b.ts'; import 'node:fs';"],
    ['src/renderer/features/chat/a.ts', "import { x } from '../../workbench/index.ts'; import { y } from './b.ts';"],
    ['src/renderer/workbench/a.ts', "import * as vscode from 'vscode'; import '@codingame/monaco-vscode-api/x';"],
    ['src/main/desktop/a.ts', "import { app } from 'electron';"],
    ['src/preload/a.ts', "import { ipcRenderer } from 'electron';"],
    ['tests/unit/a.test.ts', "import { test } from 'vitest'; import { x } from '../../server/log/log.ts';"],
  ])('%s with %s', (file, text) => {
    expect(violations(file, text)).toEqual([]);
  });
});

test('every way of importing is seen, and types are told apart', () => {
  const text = `import a, { type B } from './a.ts'; import type { C } from './c.ts'; export * from './d.ts';`;
  expect(findImports('x.ts', text)).toEqual([
    { specifier: './a.ts', typeOnly: false },
    { specifier: './c.ts', typeOnly: true },
    { specifier: './d.ts', typeOnly: false },
  ]);
});

test('a circle of imports is found, also one of types alone', () => {
  const graph = graphOf({
    'src/a.ts': "import './b.ts';",
    'src/b.ts': "import './c.ts'; import type { D } from './d.ts';",
    'src/c.ts': "import './a.ts';",
    'src/d.ts': "import './b.ts';",
    'src/e.ts': "import type { F } from './f.ts';",
    'src/f.ts': "import type { E } from './e.ts';",
  });
  expect(importCycles(graph)).toEqual([
    ['src/a.ts', 'src/b.ts', 'src/c.ts', 'src/d.ts'],
    ['src/e.ts', 'src/f.ts'],
  ]);
});

test('a long file fails in the product and only warns elsewhere', () => {
  const text = '\n'.repeat(401);
  const { errors, warnings } = longFiles([
    ['src/a.ts', text],
    ['tests/a.ts', text],
    ['server/b.ts', '\n'.repeat(400)],
  ]);
  expect([errors.length, warnings.length]).toEqual([1, 1]);
});

test('a lock file that would not install elsewhere is refused', () => {
  const lock = {
    packages: {
      '': { optionalDependencies: { node: '1' } },
      'node_modules/a': { integrity: 'sha512-x', optionalDependencies: { 'a-linux': '1', 'a-darwin': '1' } },
      'node_modules/a-linux': { integrity: 'sha512-x', resolved: 'somewhere' },
      'node_modules/node': {},
    },
  };
  expect(lockProblems(lock)).toEqual([
    'package-lock.json: node_modules/a wants a-darwin, which is not locked',
    'package-lock.json: node_modules/a-linux names a registry ("resolved")',
    'package-lock.json: node_modules/node has no integrity hash',
  ]);
});
