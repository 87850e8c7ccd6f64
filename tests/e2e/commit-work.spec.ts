import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { openPoem, test } from './lib/repository-pair.ts';

// Two people's windows take long to come on a busy machine.
test.slow();

const quickInput = '.quick-input-widget:not(.hidden) input';

test('two people edit one file, and each commits only what is theirs', async ({ git, owner, ada }) => {
  await openPoem(owner, ada);
  await ada.goToEnd(2);
  await ada.type(' by Ada');
  await owner.expectText(/two by Ada/);
  await owner.goToEnd(4);
  await owner.type(' by Olga');
  await ada.expectText(/four by Olga/);
  await ada.command('Ensemble: Commit Mine…');
  const dialog = ada.page.locator('.monaco-dialog-box');
  await expect(dialog).toContainText('poem.txt has unsaved work.');
  await ada.page.screenshot({ path: 'test-results/commit-mine-save.png' });
  await dialog.getByRole('button', { name: 'Save and Commit' }).click();
  const widget = ada.page.locator('.quick-input-widget');
  await expect(widget).toContainText(/Your 1 line in 1 file\. Uncommitted work of .* stays\./, { timeout: 10_000 });
  await expect(ada.page.locator('.monaco-diff-editor').first()).toContainText('two by Ada');
  await ada.page.screenshot({ path: 'test-results/commit-mine-message.png' });
  await ada.page.locator(quickInput).first().fill('Say whose the second line is');
  await ada.page.keyboard.press('Enter');
  await expect
    .poll(() => git('log', '-1', '--format=%an|%s').trim(), { timeout: 10_000 })
    .toBe('Ada|Say whose the second line is');
  expect(git('show', 'HEAD:poem.txt')).toBe('one\ntwo by Ada\nthree\nfour\nfive\n');
  // The index follows the commit.
  await expect.poll(() => git('status', '--porcelain'), { timeout: 10_000 }).toBe(' M poem.txt\n');
  await owner.expectText('one\ntwo by Ada\nthree\nfour by Olga\nfive\n');
  await expect(ada.editor.locator('.ensemble-quick-diff.modified')).toHaveCount(1, { timeout: 10_000 });
  await owner.command('Ensemble: Commit Mine…');
  await owner.page.locator(quickInput).first().fill('Say whose the fourth line is');
  await owner.page.keyboard.press('Enter');
  await expect.poll(() => git('status', '--porcelain'), { timeout: 10_000 }).toBe('');
  expect(git('log', '-1', '--format=%an|%s').trim()).toBe('Olga|Say whose the fourth line is');
  await ada.page.screenshot({ path: 'test-results/commit-mine-done.png' });
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('lines of two people go together or stay, and files of nobody are asked about', async ({
  host,
  git,
  owner,
  ada,
}) => {
  await openPoem(owner, ada);
  await ada.goToEnd(2);
  await ada.type(' by Ada');
  await owner.expectText(/two by Ada/);
  await owner.goToEnd(2);
  await owner.type(' and Olga');
  await ada.expectText(/two by Ada and Olga/);
  await ada.goToEnd(5);
  await ada.type(' by Ada');
  await owner.expectText(/five by Ada/);
  await owner.save();
  await writeFile(join(host.folder, 'made.log'), 'by a tool\n');
  await expect.poll(() => git('status', '--porcelain'), { timeout: 10_000 }).toBe(' M poem.txt\n?? made.log\n');
  await owner.command('Ensemble: Commit Work Of…');
  await expect(owner.page.locator('.quick-input-list')).toContainText('Ada', { timeout: 10_000 });
  await owner.page.screenshot({ path: 'test-results/commit-work-of.png' });
  await owner.choose('Ada');
  const dialog = owner.page.locator('.monaco-dialog-box');
  await expect(dialog).toContainText('poem.txt, line 2: with you', { timeout: 10_000 });
  await owner.page.screenshot({ path: 'test-results/commit-work-shared.png' });
  await dialog.getByRole('button', { name: 'Take Both' }).click();
  const list = owner.page.locator('.quick-input-list');
  await expect(list).toContainText('made.log', { timeout: 10_000 });
  await owner.page.screenshot({ path: 'test-results/commit-work-unsigned.png' });
  await owner.page.keyboard.press('Enter');
  await expect(owner.page.locator('.quick-input-widget')).toContainText('Ada’s');
  await owner.page.locator(quickInput).first().fill('Name the authors');
  await owner.page.keyboard.press('Enter');
  await expect.poll(() => git('log', '-1', '--format=%s').trim(), { timeout: 10_000 }).toBe('Name the authors');
  expect(git('log', '-1', '--format=%an, with %(trailers:key=Co-authored-by,valueonly)').trim()).toBe(
    'Olga, with Ada <ada@users.noreply.ensemble.invalid>',
  );
  await expect.poll(() => git('status', '--porcelain'), { timeout: 10_000 }).toBe('?? made.log\n');
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
