import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { row, showChanges } from './lib/repository-host.ts';
import { test } from './lib/repository-pair.ts';

const names = ['early', 'inner', 'later'];

test('several repositories in one folder are shown, and all of them that change at once', async ({ host, ada }) => {
  const gitAt = (name: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Olga', '-c', 'user.email=olga@example.org', ...args], { cwd: host.at(name) });
  for (const name of names) {
    mkdirSync(host.at(name));
    await writeFile(host.at(`${name}/${name}.txt`), 'one\n');
    gitAt(name, 'init', '-q', '-b', name === 'inner' ? 'trunk' : 'main', '--object-format=sha256');
    gitAt(name, 'add', '--all');
    gitAt(name, 'commit', '-q', '-m', `Begin ${name}`);
  }
  await showChanges(ada);
  for (const name of names) await writeFile(host.at(`${name}/${name}.txt`), 'two\n');
  const changed = (name: string) => row(ada, new RegExp(`^${name}\\.txt`));
  // The view has room for a few rows.
  await ada.page.setViewportSize({ width: 1280, height: 1400 });
  for (const name of names) await expect(changed(name)).toBeVisible({ timeout: 20_000 });
  for (const name of names) gitAt(name, 'commit', '-q', '-am', `Go on in ${name}`);
  for (const name of names) await expect(changed(name)).toHaveCount(0);
  await ada.page.screenshot({ path: 'test-results/git-several.png' });
  gitAt('inner', 'checkout', '-q', '--detach');
  await expect(ada.page.locator('.scm-provider', { hasText: /inner.*[0-9a-f]{8}/ }).first()).toBeVisible();
  expect(ada.errors).toEqual([]);
});
