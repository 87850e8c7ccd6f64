import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';

test.use({ files: { 'words.txt': 'keep these words here\n' } });

test.beforeEach(async ({ owner, ada }) => {
  for (const window of [owner, ada]) await window.open('words.txt');
});

test('undo by key takes back only my own typing, in the middle of somebody else’s', async ({ owner, ada }) => {
  await owner.page.keyboard.press('Control+Home');
  await owner.type('OWNER ');
  await ada.expectText('OWNER keep these words here\n');
  await ada.page.keyboard.press('Control+Home');
  await ada.type('ADA ');
  await owner.expectText('ADA OWNER keep these words here\n');
  await owner.page.keyboard.press('Control+z');
  await owner.expectText('ADA keep these words here\n');
  await ada.expectText('ADA keep these words here\n');
  await ada.page.keyboard.press('Control+z');
  await ada.expectText('keep these words here\n');
  await owner.expectDirty('words.txt', false);
  await ada.page.keyboard.press('Control+y');
  await owner.expectText('ADA keep these words here\n');
  await owner.expectDirty('words.txt', true);
});

test('undo by menu is the same undo', async ({ owner, ada }) => {
  await owner.page.keyboard.press('Control+End');
  await owner.type('last');
  await ada.page.keyboard.press('Control+Home');
  await ada.type('first ');
  await owner.expectText('first keep these words here\nlast');
  await owner.page.getByRole('menuitem', { name: 'Edit' }).click();
  const item = owner.page.getByRole('menuitem', { name: /^Undo/ });
  // A menu takes clicks only some time after it has opened.
  await expect(async () => {
    if (await item.isVisible()) await item.click();
    await expect(item).toBeHidden({ timeout: 500 });
  }).toPass();
  await owner.expectText('first keep these words here\n');
  await ada.expectText('first keep these words here\n');
});

test('two people who delete the same line and both undo get it back once', async ({ owner, ada }) => {
  await Promise.all(
    [owner, ada].map(async (window) => {
      await window.page.keyboard.press('Control+Home');
      await window.page.keyboard.press('Control+Shift+k');
    }),
  );
  await owner.expectText('');
  await ada.expectText('');
  await owner.page.keyboard.press('Control+z');
  await ada.page.keyboard.press('Control+z');
  await owner.expectText('keep these words here\n');
  await ada.expectText('keep these words here\n');
});

test('the stack of undo is there again after a reload', async ({ owner, ada }) => {
  await owner.page.keyboard.press('Control+Home');
  await owner.type('before the reload ');
  await ada.expectText('before the reload keep these words here\n');
  await expect
    .poll(() => owner.page.evaluate(async () => (await indexedDB.databases()).some(({ name }) => name === 'ensemble')))
    .toBe(true);
  await owner.page.reload();
  await owner.ready();
  await owner.expectText('before the reload keep these words here\n');
  await owner.editor.locator('textarea, .native-edit-context').first().focus();
  await expect
    .poll(async () => {
      await owner.page.keyboard.press('Control+z');
      return ada.text();
    })
    .toBe('keep these words here\n');
});

test('somebody else’s edit is reverted on purpose, from a list by person', async ({ owner, ada }) => {
  await ada.page.keyboard.press('Control+Home');
  await ada.type('UNWANTED ');
  await owner.expectText('UNWANTED keep these words here\n');
  await owner.command("Ensemble: Revert Somebody's Edit…");
  await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Ada' }).first().click();
  await owner.expectText('keep these words here\n');
  await ada.expectText('keep these words here\n');
  await owner.command('Ensemble: Who Wrote This');
  await expect(owner.page.getByText(/^By: .*\d+%/).first()).toBeVisible();
});

test('undo in the explorer brings a deleted file back, and takes nothing from the text beside it', async ({
  host,
  owner,
  ada,
}) => {
  await owner.page.keyboard.press('Control+Home');
  await owner.type('OWNER ');
  await owner.treeItem('boats.json').click();
  await owner.page.keyboard.press('Shift+Delete');
  await owner.page
    .getByRole('dialog')
    .getByRole('button', { name: /^Delete/ })
    .click();
  await expect(ada.treeItem('boats.json')).toHaveCount(0);
  await owner.page.getByRole('tree', { name: 'Files Explorer' }).focus();
  await owner.page.keyboard.press('Control+z');
  await expect(ada.treeItem('boats.json')).toBeVisible();
  expect(await host.read('boats.json')).toContain('boats');
  await ada.expectText('OWNER keep these words here\n');
});
