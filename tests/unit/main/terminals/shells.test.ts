import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { shellProfiles } from '../../../../src/main/terminals/shells.ts';

function shellNamed(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-shells-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, name), '#!/bin/sh\n');
  chmodSync(join(folder, name), 0o755);
  return join(folder, name);
}

it.runIf(process.platform === 'linux')('begins with the shell of the person, plain and as a login shell', () => {
  const fish = shellNamed('fish');
  const [first, second, ...others] = shellProfiles({ SHELL: fish });
  expect(first).toEqual({ name: 'fish', path: fish, args: [], isDefault: true });
  expect(second).toEqual({ name: 'fish (login)', path: fish, args: ['-l'], isDefault: false });
  expect(others.map(({ name }) => name)).toEqual(expect.arrayContaining(['bash', 'sh']));
  expect(others.every(({ isDefault }) => !isDefault)).toBe(true);
  const names = shellProfiles({ SHELL: fish }).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

it.runIf(process.platform === 'linux')('offers no login shell of a program that knows none', () => {
  const own = shellNamed('nushell');
  expect(shellProfiles({ SHELL: own }).filter(({ args }) => args.length > 0)).toEqual([]);
});

it.runIf(process.platform !== 'win32')('has only login shells on macOS, where nothing else reads a profile', () => {
  for (const { args } of shellProfiles({}, 'darwin')) expect(args).toEqual(['-l']);
});
