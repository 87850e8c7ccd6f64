import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { branchShown, row } from './lib/repository-host.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

// Two people's windows take long to come on a busy machine.
test.slow();

test('a part of a larger repository says so, and becomes one with stashes, tags, working trees and blame', async ({
  browser,
}) => {
  const host = await RunningHost.start();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Olga', '-c', 'user.email=olga@example.org', ...args], {
      cwd: host.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const larger = join(dirname(host.folder), '.git');
  execFileSync('git', ['init', '-q', dirname(host.folder)]);
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const { page } = owner;
  const input = page.locator('.quick-input-widget input').first();
  const choice = (text: string) => page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  const ask = async (command: string, placeholder: string) => {
    await owner.command(command);
    await expect(input).toHaveAttribute('placeholder', placeholder);
  };
  try {
    await page.keyboard.press('Control+Shift+G');
    await expect(page.getByText('This folder is a part of a larger repository')).toBeVisible({ timeout: 15_000 });
    await page.screenshot({ path: 'test-results/git-part.png' });
    await page.getByRole('button', { name: 'Initialize Repository' }).click();
    await expect(row(owner, /^README\.md/)).toBeVisible({ timeout: 10_000 });
    git('config', 'user.name', 'Olga');
    git('config', 'user.email', 'olga@example.org');
    git('add', '--all');
    git('commit', '-q', '-m', 'Begin here');
    await expect(row(owner, /^README\.md/)).toHaveCount(0, { timeout: 10_000 });

    await writeFile(join(host.folder, 'boats.json'), '{}\n');
    await expect(row(owner, /^boats\.json/)).toBeVisible({ timeout: 10_000 });
    await owner.command('Git: Stash');
    await expect(input).toHaveAttribute('placeholder', 'Stash message (may be empty)');
    await input.fill('no boats');
    await input.press('Enter');
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Stash' }).click();
    await expect(row(owner, /^boats\.json/)).toHaveCount(0, { timeout: 10_000 });
    await ask('Git: Apply Stash…', 'Choose a stash to apply');
    await choice('no boats').click();
    await expect(row(owner, /^boats\.json/)).toBeVisible({ timeout: 10_000 });
    await ask('Git: Drop Stash…', 'Choose a stash to drop');
    await choice('no boats').click();
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Drop' }).click();
    await expect.poll(() => git('for-each-ref', 'refs/stash')).toBe('');

    await ask('Git: Create Tag…', 'Tag name');
    await input.fill('v1');
    await input.press('Enter');
    await expect.poll(() => git('tag', '--list').trim()).toBe('v1');
    await ask('Git: Delete Tag…', 'Choose a tag to delete');
    await choice('v1').click();
    await expect.poll(() => git('tag', '--list')).toBe('');
    await ask('Git: Rename Branch…', 'New branch name');
    await input.fill('trunk');
    await input.press('Enter');
    await expect(branchShown(owner, 'trunk')).toBeVisible({ timeout: 10_000 });

    await ask('Git: Create Worktree…', 'Choose a branch for the new working tree');
    await choice('Create new branch').click();
    await expect(input).toHaveAttribute('placeholder', 'Branch name');
    await input.fill('aside');
    await input.press('Enter');
    await expect(input).toHaveAttribute('placeholder', 'Folder of the working tree');
    await input.press('Enter');
    await expect.poll(() => git('worktree', 'list').trim().split('\n').length).toBe(2);
    // The working tree is a repository of its own in the view.
    await expect(page.locator('.scm-provider', { hasText: 'aside' }).first()).toBeVisible({ timeout: 10_000 });
    await ask('Git: List Worktrees…', 'Choose a repository');
    await choice('This folder').click();
    await expect(input).toHaveAttribute('placeholder', 'Working trees of this repository');
    await expect(choice('worktrees/aside')).toBeVisible();
    await page.screenshot({ path: 'test-results/git-worktrees.png' });
    await page.keyboard.press('Escape');
    await ask('Git: Delete Worktree…', 'Choose a repository');
    await choice('This folder').click();
    await expect(input).toHaveAttribute('placeholder', 'Choose a working tree to delete');
    await choice('worktrees/aside').click();
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => git('worktree', 'list').trim().split('\n').length).toBe(1);

    await owner.open('README.md');
    await page.keyboard.press('Control+Shift+E');
    await page.getByRole('button', { name: 'Timeline Section' }).click();
    const commit = page.getByRole('treeitem', { name: /Begin here/ });
    await commit.click({ button: 'right' });
    await page.screenshot({ path: 'test-results/git-timeline.png' });
    await page.getByRole('menuitem', { name: 'Compare With File' }).click();
    await expect(page.locator('.editor-group-container.active .tab.active')).toContainText('now');
    await page.keyboard.press('Control+F4');
    await owner.open('README.md');
    await owner.command('Git: Toggle Git Blame');
    await expect(owner.editor.locator('.ensemble-author').first()).toBeVisible({ timeout: 10_000 });
    await expect(owner.editor.locator('.ensemble-author').first()).toHaveAttribute('title', /Olga.*Begin here/);
    await page.screenshot({ path: 'test-results/git-blame.png' });
    await writeFile(join(host.folder, '.git/index'), 'nonsense');
    await page.keyboard.press('Control+Shift+G');
    await expect(row(owner, /index file/)).toBeVisible({ timeout: 10_000 });
    await page.screenshot({ path: 'test-results/git-broken.png' });
    await rm(join(host.folder, '.git/index'));
    git('reset', '-q');
    await expect(row(owner, /^boats\.json/)).toBeVisible({ timeout: 10_000 });
    expect(owner.errors).toEqual([]);
  } finally {
    await owner.close();
    await host.close();
    await rm(larger, { recursive: true, force: true });
  }
});
