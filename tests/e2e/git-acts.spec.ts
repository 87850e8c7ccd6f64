import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { branchShown, repositoryHost, showChanges } from './lib/repository-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

// Two people's windows take long to come on a busy machine.
test.slow();

test('an act on all files says whose work it meets, and the graph compares and picks commits', async ({ browser }) => {
  const { host, git } = await repositoryHost();
  await writeFile(join(host.folder, 'song.txt'), 'la\n');
  git('add', 'song.txt');
  git('commit', '-q', '-m', 'Sing');
  git('checkout', '-q', '-b', 'topic');
  await writeFile(join(host.folder, 'other.txt'), 'other\n');
  git('add', 'other.txt');
  git('commit', '-q', '-m', 'Add another file');
  git('checkout', '-q', 'main');
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const bo = await WorkbenchPage.ofGuest(browser, host.link, 'Bo');
  try {
    await ada.open('poem.txt');
    await ada.goToEnd(1);
    await ada.type(' by Ada');
    await bo.open('song.txt');
    await bo.goToEnd(1);
    await bo.type(' la');
    await bo.save();
    await showChanges(owner);
    await expect(branchShown(owner, 'main*')).toBeVisible({ timeout: 15_000 });
    const dialog = owner.page.locator('.monaco-dialog-box');
    await owner.command('Git: Discard All Changes');
    await expect(dialog).toContainText('song.txt has uncommitted work of Bo, which goes.');
    await owner.page.screenshot({ path: 'test-results/git-discard-whose-work.png' });
    await owner.page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await owner.command('Git: Stash');
    await expect(owner.page.locator('.quick-input-box input')).toHaveAttribute('placeholder', /^Stash message/);
    await owner.page.keyboard.press('Enter');
    await expect(dialog).toContainText('poem.txt has unsaved work of Ada.');
    await expect(dialog).toContainText('song.txt has uncommitted work of Bo.');
    await owner.page.screenshot({ path: 'test-results/git-whose-work.png' });
    await owner.page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    expect(git('stash', 'list')).toBe('');
    const commit = (subject: string) =>
      owner.page.getByRole('tree', { name: 'Source Control History' }).getByRole('treeitem', { name: subject });
    await commit('Sing').click({ button: 'right' });
    await owner.page.screenshot({ path: 'test-results/git-graph-menu.png' });
    await owner.page.getByRole('menuitem', { name: 'Open Changes' }).click();
    await expect(owner.page.locator('.multiDiffEditor')).toContainText('song.txt');
    await owner.page.screenshot({ path: 'test-results/git-multi-diff.png' });
    // The first commit has nothing before it.
    // A menu takes no click in its first moment, and a key at any.
    await expect(async () => {
      await owner.page.keyboard.press('Escape');
      await commit('Begin').click({ button: 'right', timeout: 5_000 });
      await owner.page.getByRole('menuitem', { name: 'Open Changes' }).hover({ timeout: 5_000 });
      await owner.page.keyboard.press('Enter');
      const tab = owner.page.locator('.editor-group-container.active .tab.active');
      await expect(tab).toContainText('Begin', { timeout: 5_000 });
    }).toPass();
    await expect(owner.page.locator('.editor-group-container.active .multiDiffEditor')).toContainText('README.md');
    await owner.command('Git: Cherry Pick…');
    await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Add another file' }).click();
    await dialog.getByRole('button', { name: 'Cherry Pick' }).click();
    await expect.poll(() => git('log', '-1', '--format=%s').trim(), { timeout: 10_000 }).toBe('Add another file');
    await owner.command('Git: Compare Two Versions…');
    const input = owner.page.locator('.quick-input-widget input').first();
    await expect(input).toHaveAttribute('placeholder', 'Choose the older state of the files');
    await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Begin' }).click();
    await expect(input).toHaveAttribute('placeholder', 'Choose the newer state');
    await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'topic' }).first().click();
    await expect(owner.page.locator('.editor-group-container.active .tab.active')).toContainText('topic');
    await expect(owner.page.locator('.multiDiffEditor')).toContainText('other.txt');
    expect([...owner.errors, ...ada.errors, ...bo.errors]).toEqual([]);
  } finally {
    for (const window of [owner, ada, bo]) await window.close();
    await host.close();
  }
});
