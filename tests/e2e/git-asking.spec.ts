import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { guardedRemote, remotePassword } from '../lib/guarded-remote.ts';
import { branchShown, repositoryHost, row, showChanges } from './lib/repository-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('the host signs in at a remote in their own window, and decides on hooks when a guest commits', async ({
  browser,
}) => {
  const { host, git } = await repositoryHost();
  const beside = await mkdtemp(join(tmpdir(), 'ensemble-e2e-'));
  const remote = await guardedRemote(host.folder, join(beside, 'far.git'));
  git('remote', 'add', 'origin', remote.url);
  const hook = join(host.folder, '.git/hooks/pre-commit');
  await writeFile(hook, `#!/bin/sh\necho ran >> '${join(beside, 'ran')}'\n`);
  await chmod(hook, 0o755);
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    await expect(branchShown(owner, 'main')).toBeVisible({ timeout: 15_000 });
    await owner.command('Git: Fetch');
    const box = owner.page.locator('.quick-input-widget');
    const input = box.locator('input').first();
    await expect(box).toContainText('Git wants to fetch');
    await expect(box).toContainText('Username for');
    await input.fill('olga');
    await input.press('Enter');
    await expect(box).toContainText('Password for');
    await expect(input).toHaveAttribute('type', 'password');
    await owner.page.screenshot({ path: 'test-results/git-sign-in.png' });
    await input.fill(remotePassword);
    await input.press('Enter');
    await expect.poll(() => git('branch', '--remotes').trim(), { timeout: 10_000 }).toBe('origin/main');
    await showChanges(ada);
    git('branch', '-q', '--set-upstream-to=origin/main');
    const graph = ada.page.getByRole('tree', { name: 'Source Control History' });
    await expect(graph.getByRole('treeitem', { name: 'Begin' }).locator('.codicon-cloud')).toBeVisible();
    await ada.open('poem.txt');
    await ada.goToEnd(1);
    await ada.type(' by Ada');
    await ada.save();
    await expect(row(ada, /^poem\.txt/)).toBeVisible({ timeout: 10_000 });
    await ada.command('Git: Stage All Changes');
    await expect.poll(() => git('diff', '--cached', '--name-only').trim(), { timeout: 10_000 }).toBe('poem.txt');
    await expect(ada.page.getByRole('treeitem', { name: /^Staged Changes/ })).toBeVisible();
    await ada.command('Git: Commit');
    const message = ada.page.locator('.quick-input-widget input').first();
    await expect(message).toHaveAttribute('placeholder', 'Commit message');
    await message.fill('By Ada');
    await message.press('Enter');
    await owner.page.getByRole('button', { name: 'Look at It' }).click();
    const dialog = owner.page.locator('.monaco-dialog-box');
    await expect(dialog).toContainText('Ada wants to commit. Run the hooks of this repository for guests?');
    await expect(dialog).toContainText('echo ran');
    await owner.page.screenshot({ path: 'test-results/git-hook-question.png' });
    expect(await readFile(join(beside, 'ran'), 'utf8').catch(() => null)).toBeNull();
    await dialog.getByRole('button', { name: 'Run', exact: true }).click();
    await expect.poll(() => git('log', '-1', '--format=%s').trim(), { timeout: 10_000 }).toBe('By Ada');
    expect(await readFile(join(beside, 'ran'), 'utf8')).toBe('ran\n');
    expect([...owner.errors, ...ada.errors]).toEqual([]);
  } finally {
    await owner.close();
    await ada.close();
    await host.close();
    remote.close();
    await rm(beside, { recursive: true, force: true });
  }
});
