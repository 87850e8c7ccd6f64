import { expect, type Page } from '@playwright/test';
import { test } from './lib/pair.ts';
import { replaceInFiles } from './lib/search-view.ts';

test.use({
  files: {
    'one.txt': 'the heron stands\n',
    'two.txt': 'no bird but the heron\n',
    'deep/three.txt': 'a heron and a heron\n',
    'four.txt': 'nothing here\n',
    'nest.ts': 'export function heronNest(): number {\n  return 1;\n}\n',
  },
});

const listed = (page: Page) => page.locator('.quick-input-list .monaco-list-row');
const ask = async (page: Page, keys: string, words: string) => {
  await page.keyboard.press(keys);
  await page.locator('.quick-input-widget input').first().fill(words);
};

test('a guest replaces in files that are not open, looks at it before, and takes it back in all of them at once', async ({
  host,
  owner,
  ada,
}) => {
  test.slow();
  await owner.open('four.txt');
  await owner.page.keyboard.press('Control+Home');
  await owner.type('an unsaved heron: ');
  await owner.expectDirty('four.txt', true);
  await owner.open('two.txt');
  await owner.page.keyboard.press('Control+a');
  await owner.type('no bird at all.');
  await owner.expectText('no bird at all.');
  await ada.open('deep/three.txt');

  const text = (path: string) => expect.poll(() => host.read(path));
  await replaceInFiles(ada, 'heron', 'stork', '5 results in 4 files', async (view) => {
    // One line of those that would be replaced is compared in place.
    await view.getByRole('treeitem', { name: /unsaved/ }).click();
    const compared = ada.page.locator('.monaco-diff-editor .modified-in-monaco-diff-editor');
    await expect(compared).toContainText('an unsaved stork');
  });
  await text('one.txt').toBe('the stork stands\n');
  await text('deep/three.txt').toBe('a stork and a stork\n');
  await text('nest.ts').toContain('storkNest');
  await text('four.txt').toBe('an unsaved stork: nothing here\n');
  expect(await host.read('two.txt')).toBe('no bird but the heron\n');

  await ada.open('one.txt');
  await ada.page.keyboard.press('Control+z');
  await expect(ada.page.locator('.notification-list-item', { hasText: 'Undone in 4 files.' })).toBeVisible();
  await ada.expectText('the heron stands\n');
  await owner.open('deep/three.txt');
  await owner.expectText('a heron and a heron\n');
  await owner.open('four.txt');
  await owner.expectText('an unsaved heron: nothing here\n');

  await ada.open('nest.ts');
  await ada.page.keyboard.press('Control+y');
  await ada.expectText(/storkNest/);
  await owner.expectText('an unsaved stork: nothing here\n');
  await owner.open('one.txt');
  await owner.expectText('the stork stands\n');

  // Files that were open come first, also where another name fits better.
  await ask(ada.page, 'Control+p', 't');
  await expect(listed(ada.page).filter({ hasText: 'two.txt' })).toContainText('file results');
  const names = (await listed(ada.page).allInnerTexts()).join();
  expect(names.indexOf('nest.ts')).toBeLessThan(names.indexOf('two.txt'));
  await ada.page.keyboard.press('Escape');
  await expect(async () => {
    await ask(ada.page, 'Control+t', '#storkN');
    await expect(listed(ada.page).first()).toContainText('storkNest', { timeout: 3000 });
  }).toPass();
  await ada.page.keyboard.press('Enter');
  await expect(ada.page.locator('.tab.active')).toContainText('nest.ts');
});
