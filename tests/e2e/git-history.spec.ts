import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { showChanges } from './lib/repository-host.ts';
import { openPoem, test } from './lib/repository-pair.ts';

const timeline = (page: Page) => page.getByRole('tree', { name: /Timeline/ });

test('both see the history of a file, across its rename, and all that a commit changed', async ({
  host,
  git,
  owner,
  ada,
}) => {
  test.slow();
  const commit = (author: string, message: string) =>
    git('-c', `user.name=${author}`, 'commit', '-q', '--all', '-m', message);
  await writeFile(join(host.folder, 'poem.txt'), 'one\n2\nthree\nfour\nfive\n');
  commit('Bob', 'Count in digits');
  await rename(join(host.folder, 'poem.txt'), join(host.folder, 'verse.txt'));
  await writeFile(join(host.folder, 'boats.json'), '["kept"]\n');
  git('add', '--all');
  commit('Olga', 'Call it a verse');
  await rename(join(host.folder, 'verse.txt'), join(host.folder, 'poem.txt'));
  git('add', '--all');
  commit('Olga', 'Call it a poem');
  await openPoem(owner, ada);

  for (const { page } of [owner, ada]) {
    await page.keyboard.press('Control+Shift+E');
    await page.getByRole('button', { name: 'Timeline Section' }).click();
    for (const words of ['Call it a poem', 'Call it a verse', 'Count in digits', 'Begin'])
      await expect(timeline(page).getByRole('treeitem', { name: words })).toBeVisible();
  }
  const sides = ada.page.locator('.editor-group-container.active .monaco-diff-editor .editor');
  await timeline(ada.page)
    .getByRole('treeitem', { name: /Count in digits/ })
    .click();
  await expect(sides.nth(0)).toContainText('two');
  await expect(sides.nth(1)).toContainText('2');
  await expect(sides.nth(1)).not.toContainText('two');
  // A look at one commit leaves the others in sight.
  await expect(timeline(ada.page).getByRole('treeitem', { name: /Call it a verse/ })).toBeVisible();
  await ada.page.screenshot({ path: 'test-results/git-history-timeline.png' });

  await openPoem(owner);
  await owner.goToEnd(5);
  await owner.type(' and six');
  await owner.save();
  await expect.poll(() => host.read('poem.txt')).toContain('five and six');
  commit('Olga', 'Count further');
  const newest = timeline(ada.page).getByRole('treeitem', { name: /Count further/ });
  await expect(newest).toBeVisible({ timeout: 15_000 });
  await newest.click();
  await expect(sides.nth(1)).toContainText('five and six');

  await showChanges(ada);
  const graph = ada.page.getByRole('tree', { name: 'Source Control History' });
  const verse = graph.getByRole('treeitem', { name: /Call it a verse/ });
  await expect(verse).toBeVisible({ timeout: 15_000 });
  await verse.hover();
  await ada.page.screenshot({ path: 'test-results/git-history-graph.png' });
  await verse.click({ button: 'right' });
  const open = ada.page.getByRole('menuitem', { name: 'Open Changes' });
  // A menu passes over a click that comes as soon as it is there.
  await expect(async () => {
    await open.click({ timeout: 1_000 });
    await expect(open).toHaveCount(0, { timeout: 1_000 });
  }).toPass();
  const all = ada.page.locator('.editor-group-container.active .multiDiffEditor');
  for (const words of ['verse.txt', 'boats.json', '["kept"]']) await expect(all).toContainText(words);
  await expect(all).not.toContainText('README.md');
  await ada.page.screenshot({ path: 'test-results/git-history-commit.png' });
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
