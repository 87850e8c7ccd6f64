import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

test.use({ files: { 'notes/day.txt': 'morning\nevening\n' } });

test.beforeEach(async ({ owner, ada }) => {
  for (const window of [owner, ada]) await window.open('notes/day.txt');
});

/** The tab strikes out the name of a file that is not there. */
async function expectDeleted({ page }: WorkbenchPage, deleted: boolean): Promise<void> {
  await expect(page.locator('.tab.active .strikethrough')).toHaveCount(deleted ? 1 : 0);
}

async function expectTab({ page }: WorkbenchPage, name: string): Promise<void> {
  await expect(page.locator('.editor-group-container.active .tab.active')).toContainText(name);
}

test('a file deleted on the disk while somebody types in it is kept, marked, and saved again when they want', async ({
  host,
  owner,
  ada,
}) => {
  await ada.page.keyboard.press('Control+Home');
  await ada.type('early ');
  await owner.expectText('early morning\nevening\n');
  await rm(host.at('notes/day.txt'));
  await expectDeleted(owner, true);
  await expectDeleted(ada, true);
  await expect(ada.page.getByText(/day\.txt is gone from the disk\. Its text is kept here/).first()).toBeVisible();
  await ada.type('still typing ');
  await owner.expectText('early still typing morning\nevening\n');
  await ada.page.screenshot({ path: 'test-results/deleted.png' });
  expect(existsSync(host.at('notes/day.txt'))).toBe(false);
  await ada.save();
  await expect
    .poll(() => readFile(host.at('notes/day.txt'), 'utf8').catch(() => ''))
    .toBe('early still typing morning\nevening\n');
  await expectDeleted(owner, false);
  await owner.expectDirty('day.txt', false);
});

test('the folder is renamed in the explorer while somebody else types in a file of it', async ({
  host,
  owner,
  ada,
}) => {
  await ada.page.keyboard.press('Control+Home');
  await ada.type('before ');
  await owner.treeItem('notes').click();
  await owner.page.keyboard.press('F2');
  const name = owner.page.locator('.explorer-item-edited input');
  await name.fill('diary');
  // As fast as a person types: for a moment the editor has neither of the two texts.
  await Promise.all([name.press('Enter'), ada.page.keyboard.type('during and after ', { delay: 60 })]);
  for (const window of [owner, ada]) await window.expectText('before during and after morning\nevening\n');
  await ada.save();
  await expect
    .poll(() => readFile(host.at('diary/day.txt'), 'utf8').catch(() => ''))
    .toBe('before during and after morning\nevening\n');
  expect(existsSync(host.at('notes'))).toBe(false);
  await ada.page.keyboard.press('Control+z');
  await expect.poll(() => ada.text()).not.toContain('after');
});

test('a file that is deleted and comes back with another text is the same to those who have it open', async ({
  host,
  owner,
  ada,
}) => {
  await rm(host.at('notes/day.txt'));
  for (const window of [owner, ada]) await expectDeleted(window, true);
  await writeFile(host.at('notes/day.txt'), 'morning\nnoon\n');
  for (const window of [owner, ada]) {
    await expectDeleted(window, false);
    await window.expectText('morning\nnoon\n');
    await window.expectDirty('day.txt', false);
  }
  await ada.page.keyboard.press('Control+Home');
  await ada.type('early ');
  await owner.expectText('early morning\nnoon\n');
  await owner.save();
  await expect.poll(() => readFile(host.at('notes/day.txt'), 'utf8')).toBe('early morning\nnoon\n');
});

test('a file that another program renames takes its editors along, and saving makes no second one', async ({
  host,
  owner,
  ada,
}) => {
  await ada.page.keyboard.press('Control+Home');
  await rename(host.at('notes/day.txt'), host.at('notes/today.txt'));
  await ada.page.keyboard.type('typed while it goes along ', { delay: 60 });
  for (const window of [owner, ada]) {
    await expect(window.page.locator('.tab.active')).toContainText('today.txt');
    await window.expectText('typed while it goes along morning\nevening\n');
    await expectDeleted(window, false);
  }
  await ada.save();
  await expect
    .poll(() => readFile(host.at('notes/today.txt'), 'utf8'))
    .toBe('typed while it goes along morning\nevening\n');
  expect(existsSync(host.at('notes/day.txt'))).toBe(false);
});

test('another program moves the file out of the folder and back while two type in it', async ({ host, owner, ada }) => {
  await owner.page.keyboard.press('Control+End');
  await owner.type('night');
  await ada.expectText('morning\nevening\nnight');
  await rename(host.at('notes/day.txt'), host.at('../away.txt'));
  await expectDeleted(ada, true);
  await rename(host.at('../away.txt'), host.at('notes/day.txt'));
  await expectDeleted(ada, false);
  await ada.page.keyboard.press('Control+Home');
  await ada.type('dawn ');
  for (const window of [owner, ada]) await window.expectText('dawn morning\nevening\nnight');
  await owner.save();
  await expect.poll(() => readFile(host.at('notes/day.txt'), 'utf8')).toBe('dawn morning\nevening\nnight');
});

test('another program renames the file inside the folder and back while somebody types on in unsaved text', async ({
  host,
  owner,
  ada,
}) => {
  await owner.page.keyboard.press('Control+End');
  await owner.type('night');
  await ada.expectText('morning\nevening\nnight');
  // A comparison keeps the text of the first name open.
  await ada.command('File: Compare Active File with Saved');
  await expect(ada.page.locator('.tab')).toHaveCount(3);
  await ada.command('View: Move Editor into Next Group');
  await expect(ada.page.locator('.editor-group-container')).toHaveCount(2);
  await ada.page.keyboard.press('Control+1');
  await ada.page.keyboard.press('Control+Home');
  await rename(host.at('notes/day.txt'), host.at('notes/away.txt'));
  for (const window of [owner, ada]) await expectTab(window, 'away.txt');
  await ada.type('daw');
  await rename(host.at('notes/away.txt'), host.at('notes/day.txt'));
  await ada.page.keyboard.type('n and all that comes in between ', { delay: 60 });
  for (const window of [owner, ada]) {
    await expectTab(window, 'day.txt');
    await window.expectText('dawn and all that comes in between morning\nevening\nnight');
  }
  // There and back before anybody has followed.
  for (const _ of [1, 2, 3]) {
    await rename(host.at('notes/day.txt'), host.at('notes/away.txt'));
    await ada.page.keyboard.type('on ', { delay: 150 });
    await rename(host.at('notes/away.txt'), host.at('notes/day.txt'));
    await ada.page.keyboard.type('and ', { delay: 150 });
  }
  const whole = `dawn and all that comes in between ${'on and '.repeat(3)}morning\nevening\nnight`;
  for (const window of [owner, ada]) {
    await expectTab(window, 'day.txt');
    await window.expectText(whole);
  }
  await owner.save();
  await expect.poll(() => readFile(host.at('notes/day.txt'), 'utf8')).toBe(whole);
  expect(existsSync(host.at('notes/away.txt'))).toBe(false);
});
