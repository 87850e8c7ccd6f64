import { writeFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { openConflict, result } from './lib/merge-view.ts';
import { branchShown, row, showChanges } from './lib/repository-host.ts';
import { test } from './lib/repository-pair.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const poem = (changes: Record<number, string> = {}) =>
  Array.from({ length: 9 }, (_, at) => `${changes[at + 1] ?? `line ${at + 1}`}\n`).join('');

// Two people's windows take long to come on a busy machine.
test.slow();

test('a merge is aborted while somebody types in its result and in another file: both are kept, and it is asked', async ({
  host,
  git,
  owner,
  ada,
}) => {
  const write = (path: string, text: string) => writeFile(host.at(path), text);
  const commit = (message: string) => {
    git('add', '--all');
    git('commit', '-q', '-m', message);
  };
  await write('poem.txt', poem());
  await write('song.txt', 'la\n\nla\n');
  commit('Write');
  git('checkout', '-q', '-b', 'topic');
  await write('poem.txt', poem({ 2: 'line 2 of the topic' }));
  await write('song.txt', 'la\n\nla of the topic\n');
  commit('On the topic');
  git('checkout', '-q', 'main');
  await write('poem.txt', poem({ 2: 'line 2 of main' }));
  commit('On main');
  for (const window of [owner, ada]) {
    await showChanges(window);
    await expect(branchShown(window, 'main')).toBeVisible({ timeout: 15_000 });
  }
  await owner.command('Git: Merge…');
  await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'topic' }).first().click();
  await ada.open('song.txt');
  await ada.expectText('la\n\nla of the topic\n');
  await ada.goToEnd(1);
  await ada.type(' by Ada');
  await ada.waitForSent();
  await showChanges(ada);
  await openConflict(ada, /^poem\.txt/, '1 Conflict Remaining');
  const line = result(ada).locator('.view-line', { hasText: 'line 7' }).first();
  await line.click();
  await ada.page.keyboard.press('End');
  await ada.type(' in the result');
  await ada.waitForSent();
  await owner.command('Git: Abort What Is Under Way');
  const dialog = owner.page.locator('.monaco-dialog-box');
  await expect(dialog).toBeVisible();
  await owner.page.screenshot({ path: 'test-results/careless-abort-asked.png' });
  for (const file of ['poem.txt', 'song.txt'])
    await expect(dialog).toContainText(`${file} has unsaved work of Ada, which is kept.`);
  await dialog.getByRole('button', { name: 'Abort', exact: true }).click();
  await expect(row(owner, /^Merge Changes/)).toHaveCount(0);
  await expect(ada.page.locator('.merge-editor')).toHaveCount(0);
  await ada.page.screenshot({ path: 'test-results/careless-aborted.png' });
  await ada.open('song.txt');
  await ada.expectText('la by Ada\n\nla\n');
  await ada.open('poem.txt');
  await ada.expectText(poem({ 2: 'line 2 of main', 7: 'line 7 in the result' }));
  await ada.page.screenshot({ path: 'test-results/careless-aborted-text.png' });
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('all changes are discarded while others have unsaved and uncommitted text: it is asked, and nothing is beyond recall', async ({
  browser,
  host,
  git,
  owner,
  ada,
}) => {
  await writeFile(host.at('song.txt'), 'la\nli\n');
  git('add', '--all');
  git('commit', '-q', '-m', 'Sing');
  const bo = await WorkbenchPage.ofGuest(browser, host.link, 'Bo');
  await ada.open('poem.txt');
  await ada.goToEnd(1);
  await ada.type(' by Ada');
  await ada.waitForSent();
  await bo.open('song.txt');
  await bo.goToEnd(1);
  await bo.type(' la of Bo');
  await bo.save();
  await bo.expectDirty('song.txt', false);
  await bo.goToEnd(2);
  await bo.type(' not saved');
  await bo.waitForSent();
  await showChanges(owner);
  await expect(branchShown(owner, 'main*')).toBeVisible({ timeout: 15_000 });
  const dialog = owner.page.locator('.monaco-dialog-box');
  await owner.command('Git: Discard All Changes');
  await expect(dialog).toContainText('song.txt has uncommitted work of Bo');
  await owner.page.screenshot({ path: 'test-results/careless-discard-asked.png' });
  await dialog.getByRole('button', { name: 'Discard' }).click();
  await expect.poll(() => host.read('song.txt')).toBe('la\nli\n');
  await ada.expectText('one by Ada\ntwo\nthree\nfour\nfive\n');
  await bo.page.screenshot({ path: 'test-results/careless-discarded.png' });
  await owner.page.screenshot({ path: 'test-results/careless-discarded-owner.png' });
  await bo.expectText('la\nli not saved\n');
  await owner.command('Git: Pop Latest Stash');
  await dialog.getByRole('button', { name: 'Pop' }).click();
  await bo.expectText('la la of Bo\nli not saved\n');
  expect([...owner.errors, ...ada.errors, ...bo.errors]).toEqual([]);
  await bo.close();
});
