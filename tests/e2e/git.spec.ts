import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { branchShown, repositoryHost, row, showChanges } from './lib/repository-host.ts';
import { openPoem, test } from './lib/repository-pair.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

// Two people's windows take long to come on a busy machine.
test.slow();

test('everybody sees what differs in the repository, and who may stages and commits it', async ({
  host,
  git,
  owner,
  ada,
}) => {
  await showChanges(owner);
  await showChanges(ada);
  await openPoem(owner, ada);
  await ada.goToEnd(2);
  await ada.type(' and more');
  await ada.save();
  for (const window of [owner, ada]) {
    await expect(row(window, /^poem\.txt/)).toBeVisible({ timeout: 10_000 });
    await expect(window.editor.locator('.ensemble-quick-diff.modified')).toHaveCount(1);
  }
  await writeFile(join(host.folder, 'new.txt'), 'new\n');
  await expect(row(ada, /^new\.txt/)).toBeVisible({ timeout: 2_500 });
  await owner.page.screenshot({ path: 'test-results/git-owner.png' });
  await ada.page.screenshot({ path: 'test-results/git-ada.png' });
  await row(ada, /^poem\.txt/).hover();
  await row(ada, /^poem\.txt/)
    .getByRole('button', { name: 'Stage Changes' })
    .click();
  await expect(row(owner, /^Staged Changes/)).toBeVisible({ timeout: 10_000 });
  expect(git('diff', '--cached', '--name-only').trim()).toBe('poem.txt');
  const input = ada.page.locator('.scm-editor .native-edit-context, .scm-editor textarea').first();
  await input.focus();
  await ada.type('Say more in the second line');
  await ada.page.keyboard.press('Control+Enter');
  await expect(row(owner, /^Staged Changes/)).toHaveCount(0, { timeout: 10_000 });
  expect(git('log', '-1', '--format=%an|%cn|%s').trim()).toBe('Ada|Olga|Say more in the second line');
  await expect(ada.editor.locator('.ensemble-quick-diff')).toHaveCount(0);
  await ada.page.screenshot({ path: 'test-results/git-ada-committed.png' });
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('a commit names those who wrote it with me, and all follow to another branch', async ({ git, owner, ada }) => {
  await openPoem(owner, ada);
  await ada.goToEnd(1);
  await ada.type(' by Ada');
  await owner.expectText(/one by Ada/);
  await owner.goToEnd(4);
  await owner.type(' by Olga');
  await owner.save();
  await expect(owner.editor.locator('.ensemble-quick-diff.modified')).toHaveCount(2, { timeout: 10_000 });
  await owner.goToEnd(1);
  await owner.command('Git: Stage Selected Ranges');
  await expect(owner.editor.locator('.ensemble-quick-diff.modified')).toHaveCount(1, { timeout: 10_000 });
  expect(git('show', ':poem.txt')).toBe('one by Ada\ntwo\nthree\nfour\nfive\n');
  await owner.command('Git: Commit');
  const input = owner.page.locator('.quick-input-widget input').first();
  await expect(input).toHaveAttribute('placeholder', 'Commit message');
  await input.fill('Say who');
  await input.press('Enter');
  await owner.page.getByRole('button', { name: 'Name Them' }).click();
  await expect
    .poll(() => git('log', '-1', '--format=%B').trim(), { timeout: 10_000 })
    .toBe('Say who\n\nCo-authored-by: Ada <ada@users.noreply.ensemble.invalid>');
  await ada.command('Git: Toggle Git Blame');
  await expect(ada.editor.locator('.ensemble-author').first()).toBeVisible();
  await ada.editor.locator('.view-line', { hasText: 'three' }).locator('span span').first().hover();
  const hover = ada.page.locator('.monaco-hover', { hasText: 'Begin' });
  await expect(hover).toContainText('Olga');
  await ada.page.screenshot({ path: 'test-results/git-blame-hover.png' });
  await hover.getByRole('link', { name: /^Open Commit/ }).click();
  await expect(ada.page.locator('.editor-group-container.active .multiDiffEditor')).toContainText('README.md');
  await expect(ada.page.locator('.editor-group-container.active .tab.active')).toContainText('Begin');
  await owner.command('Git: Create Branch…');
  // The palette has the same field until the command asks.
  await expect(input).toHaveAttribute('placeholder', 'Branch name');
  await input.fill('topic');
  await input.press('Enter');
  await expect(branchShown(ada, 'topic')).toBeVisible({ timeout: 10_000 });
  for (const window of [owner, ada]) {
    await showChanges(window);
    await window.command('Preferences: Color Theme');
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Light Modern' }).first().click();
    await expect(row(window, /^poem\.txt/)).toBeVisible();
    await window.page.screenshot({ path: `test-results/git-light-${window === owner ? 'owner' : 'ada'}.png` });
  }
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('a viewer compares what differs with what is committed, and has nothing to act with', async ({ browser }) => {
  const { host } = await repositoryHost(['--share', '--admit-everyone', '--address', '127.0.0.1', '--role', 'viewer']);
  await writeFile(join(host.folder, 'poem.txt'), 'one\n2\nthree\nfour\nfive\n');
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    await showChanges(ada);
    await row(ada, /^poem\.txt/).click();
    const sides = ada.page.locator('.monaco-diff-editor .editor');
    await expect(sides.nth(0)).toContainText('two', { timeout: 15_000 });
    await expect(sides.nth(1)).not.toContainText('two');
    await expect(row(ada, /^poem\.txt/).getByRole('button', { name: 'Stage Changes' })).toHaveCount(0);
    await expect(ada.page.locator('.scm-editor')).toHaveCount(0);
    await ada.page.screenshot({ path: 'test-results/git-viewer.png' });
    expect(ada.errors).toEqual([]);
  } finally {
    await ada.close();
    await host.close();
  }
});
