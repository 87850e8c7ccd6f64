import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';

test.use({ files: { 'one.txt': 'the heron stands\n', 'two.txt': 'no bird but the heron\n' } });

test('what somebody has typed and not saved is found by everybody, and replaced where it is', async ({
  host,
  owner,
  ada,
}) => {
  await owner.open('one.txt');
  await owner.page.keyboard.press('Control+Home');
  await owner.type('a first line\na heron, unsaved\n');
  await owner.expectText('a first line\na heron, unsaved\nthe heron stands\n');
  await owner.expectDirty('one.txt', true);
  const { page } = ada;
  await page.keyboard.press('Control+Shift+h');
  const view = page.locator('.search-view');
  const found = view.locator('.messages').first();
  await expect(async () => {
    await view
      .getByRole('textbox', { name: /^Search/ })
      .first()
      .fill('');
    await view
      .getByRole('textbox', { name: /^Search/ })
      .first()
      .fill('heron');
    await expect(found).toContainText('3 results in 2 files', { timeout: 5000 });
  }).toPass();
  await view
    .getByRole('textbox', { name: /^Replace/ })
    .first()
    .fill('stork');
  await expect(found).toContainText('3 results in 2 files');
  await view
    .getByRole('button', { name: /^Replace All/ })
    .first()
    .click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Replace/ })
    .click();
  await owner.expectText('a first line\na stork, unsaved\nthe stork stands\n');
  await expect.poll(() => host.read('two.txt')).toBe('no bird but the stork\n');
});
