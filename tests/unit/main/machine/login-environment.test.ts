import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ownNodeEnvironment } from '../../../../src/cli/own-node.ts';
import { adoptLoginEnvironment } from '../../../../src/main/machine/login-environment.ts';

/** A login shell with this profile. */
function shellWith(profile: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-shell-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const shell = join(folder, 'sh');
  writeFileSync(shell, `#!/bin/sh\n${profile}\nfor last in "$@"; do :; done\neval "$last"\n`, { mode: 0o755 });
  return shell;
}

const finder = { PATH: '/usr/bin:/bin', HOME: '/home/ada' };

test.skipIf(process.platform === 'win32')('the login shell’s PATH reaches what the host starts', async () => {
  const env: NodeJS.ProcessEnv = {
    ...finder,
    SHELL: shellWith(
      "echo 'Welcome to {a} chatty profile'\nexport PATH=/opt/homebrew/bin:$PATH NVM_DIR=/home/ada/.nvm",
    ),
  };
  await adoptLoginEnvironment(env);
  expect([env.PATH, env.NVM_DIR]).toEqual(['/opt/homebrew/bin:/usr/bin:/bin', '/home/ada/.nvm']);
  expect(env.ELECTRON_RUN_AS_NODE).toBeUndefined();
  expect(env.SHLVL).toBeUndefined();
});

test.each([
  ['fails', shellWith.bind(null, 'exit 3')],
  ['says nonsense', shellWith.bind(null, 'echo nothing; exit 0')],
  ['does not exist', () => '/no/such/shell'],
  ['is no path', () => 'zsh'],
])('a shell that %s changes nothing', async (_what, shell) => {
  const env: NodeJS.ProcessEnv = { ...finder, SHELL: shell() };
  const before = { ...env };
  await adoptLoginEnvironment(env);
  expect(env).toEqual(before);
});

test('a Node program of our own is told to run as Node where that is Electron’s, and no other is', () => {
  expect(ownNodeEnvironment({ A: 'b' })).toEqual({ A: 'b' });
});
