import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

let host: RunningHost;
let owner: WorkbenchPage;
let guests: WorkbenchPage[] = [];

test.beforeEach(async ({ browser }) => {
  host = await RunningHost.start();
  await writeFile(join(host.folder, 'd.txt'), 'base');
  owner = await WorkbenchPage.ofHost(browser, host.url);
  guests = [];
});

test.afterEach(async () => {
  for (const window of [owner, ...guests]) await window.close();
  await host.close();
});

async function guest(browser: Parameters<typeof WorkbenchPage.ofGuest>[0], name: string): Promise<WorkbenchPage> {
  const window = await WorkbenchPage.ofGuest(browser, host.link, name);
  guests.push(window);
  return window;
}

const dialogOf = ({ page }: WorkbenchPage) => page.getByRole('dialog').filter({ has: page.getByRole('button') });

/** Opens `d.txt` in several windows and types in the first. */
async function typeInFirst(...windows: WorkbenchPage[]): Promise<void> {
  for (const window of windows) await window.open('d.txt');
  const [first] = windows;
  await first!.goToEnd(1);
  await first!.type(' A');
  for (const window of windows) {
    await window.expectText('base A');
    await window.expectDirty('d.txt', true);
  }
}

async function closeTab(window: WorkbenchPage, name: string): Promise<void> {
  const tab = window.page.locator('.tab', { hasText: name });
  await tab.click();
  await window.command('View: Close Editor');
}

test('closing a tab closes it, asks nobody, and takes nothing', async ({ browser }) => {
  const ada = await guest(browser, 'Ada');
  await typeInFirst(owner, ada);
  await closeTab(ada, 'd.txt');
  await expect(ada.page.locator('.tab', { hasText: 'd.txt' })).toHaveCount(0);
  await expect(
    ada.page
      .getByRole('status')
      .filter({ hasText: 'stays unsaved' })
      .or(ada.page.getByText('d.txt stays unsaved in the session.'))
      .first(),
  ).toBeVisible();
  await owner.expectText('base A');
  await owner.type('B');
  await owner.expectText('base AB');
  await ada.open('d.txt');
  await ada.expectText('base AB');
  await ada.expectDirty('d.txt', true);
  await ada.open('README.md');
  await ada.command('View: Close All Editors');
  await expect(ada.page.locator('.tab')).toHaveCount(0);
  await owner.expectText('base AB');
  // Nor does the one who wrote it lose anything by closing.
  await closeTab(owner, 'd.txt');
  await expect(owner.page.locator('.tab', { hasText: 'd.txt' })).toHaveCount(0);
  await owner.open('d.txt');
  await owner.expectText('base AB');
  expect(await host.read('d.txt')).toBe('base');
});

test('what others type into a text whose tab was closed opens no tab again', async ({ browser }) => {
  const ada = await guest(browser, 'Ada');
  await typeInFirst(owner, ada);
  await closeTab(ada, 'd.txt');
  await expect(ada.page.locator('.tab', { hasText: 'd.txt' })).toHaveCount(0);
  await owner.type(' and more');
  await owner.save();
  await owner.expectDirty('d.txt', false);
  await owner.type('!');
  await owner.expectDirty('d.txt', true);
  await ada.open('README.md');
  await expect(ada.page.locator('.tab', { hasText: 'd.txt' })).toHaveCount(0);
});

test('reverting names whose work goes, tells them, and is undone by them', async ({ browser }) => {
  const ada = await guest(browser, 'Ada');
  const ben = await guest(browser, 'Ben');
  await typeInFirst(ada, ben, owner);
  await owner.command('File: Revert File');
  const question = dialogOf(owner);
  await expect(question).toContainText('Revert d.txt to what is on the disk? Unsaved work of Ada goes.');
  // The return key does no harm.
  await owner.page.keyboard.press('Enter');
  await expect(question).toHaveCount(0);
  await owner.expectText('base A');
  await ben.page.keyboard.press('Control+Home');
  await ben.type('B ');
  await owner.expectText('B base A');
  await owner.command('File: Revert File');
  await expect(question).toContainText(/Unsaved work of (Ada and of Ben|Ben and of Ada) goes/);
  await question.getByRole('button', { name: 'Revert' }).click();
  for (const window of [owner, ada, ben]) {
    await window.expectText('base');
    await window.expectDirty('d.txt', false);
  }
  await expect(ada.page.getByText(/reverted d\.txt to what is on the disk/).first()).toBeVisible();
  await expect(ben.page.getByText(/Unsaved work of Ada and of you is gone/).first()).toBeVisible();
  await ada.editor.locator('textarea, .native-edit-context').first().focus();
  await ada.page.keyboard.press('Control+z');
  for (const window of [owner, ada, ben]) await window.expectText('B base A');
  // A text that is back is nobody's to bring back any more.
  await expect(ben.page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  await owner.editor.locator('textarea, .native-edit-context').first().focus();
  await owner.page.keyboard.press('Control+z');
  for (const window of [owner, ada, ben]) {
    await window.expectText('B base A');
    await window.expectDirty('d.txt', true);
  }
});

async function openSharedBuffer(guest: WorkbenchPage): Promise<void> {
  const row = guest.page.locator('.quick-input-list .monaco-list-row', { hasText: /Untitled-\d/ });
  // The window may not have heard of the buffer yet, and shows none.
  await expect(async () => {
    await guest.command('Ensemble: Open Shared Untitled File…');
    await row.click({ timeout: 5_000 });
  }).toPass();
}

/** Shares an untitled buffer of the owner, and opens it in a guest's window. */
async function shareBuffer(guest: WorkbenchPage): Promise<void> {
  await owner.command('File: New Untitled Text File');
  await owner.type('notes of everybody');
  await owner.command('Ensemble: Share Untitled File');
  await openSharedBuffer(guest);
  await guest.expectText('notes of everybody');
}

test('closing a shared buffer leaves its text to the others', async ({ browser }) => {
  const ada = await guest(browser, 'Ada');
  await shareBuffer(ada);
  await ada.command('View: Close Editor');
  await expect(ada.page.locator('.tab', { hasText: 'Untitled' })).toHaveCount(0);
  await owner.type('!');
  await owner.expectText('notes of everybody!');
  await owner.command('View: Close Editor');
  await expect(owner.page.locator('.tab', { hasText: 'Untitled' })).toHaveCount(0);
  await openSharedBuffer(ada);
  await ada.expectText('notes of everybody!');
});

test('a shared buffer that somebody saves is a file for everybody', async ({ browser }) => {
  const ada = await guest(browser, 'Ada');
  await shareBuffer(ada);
  await owner.editor.locator('textarea, .native-edit-context').first().focus();
  await owner.save();
  await owner.nameFile(join(host.folder, 'everybody.txt'));
  for (const window of [owner, ada]) {
    await expect(window.page.locator('.tab.active')).toContainText('everybody.txt');
    await expect(window.page.locator('.tab', { hasText: 'Untitled' })).toHaveCount(0);
    await window.expectText('notes of everybody');
    await window.expectDirty('everybody.txt', false);
  }
  await ada.editor.locator('textarea, .native-edit-context').first().focus();
  await ada.page.keyboard.press('Control+End');
  await ada.type('!');
  await owner.expectText('notes of everybody!');
  expect(await host.read('everybody.txt')).toBe('notes of everybody');
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('saving a file under another name leaves the unsaved text of the first to everybody', async ({ browser }) => {
  const ada = await guest(browser, 'Ada');
  await typeInFirst(ada, owner);
  await owner.command('File: Save As...');
  await owner.nameFile(join(host.folder, 'copy.txt'));
  await expect(owner.page.locator('.tab.active')).toContainText('copy.txt');
  await expect.poll(() => host.read('copy.txt')).toBe('base A');
  await ada.type('B');
  await ada.expectText('base AB');
  expect(await host.read('d.txt')).toBe('base');
});

test('saving as a file in which others have unsaved work is refused', async ({ browser }) => {
  await writeFile(join(host.folder, 'e.txt'), 'other');
  const ada = await guest(browser, 'Ada');
  await typeInFirst(ada, owner);
  await owner.open('e.txt');
  await owner.command('File: Save As...');
  await owner.nameFile(join(host.folder, 'd.txt'));
  await owner.page.getByRole('button', { name: 'OK', exact: true }).click();
  const refusal = owner.page.getByText(/d\.txt was not replaced: unsaved work of Ada is in it/);
  await expect(refusal.first()).toBeVisible();
  await owner.page.screenshot({ path: test.info().outputPath('taken.png') });
  await ada.expectText('base A');
  expect(await host.read('d.txt')).toBe('base');
});

test('the only one here is asked, and what they do not save can be had back', async () => {
  await typeInFirst(owner);
  await owner.command('View: Close Editor');
  const question = dialogOf(owner);
  await expect(question).toContainText('Do you want to save the changes to d.txt?');
  await expect(question).toContainText('Undo brings it back');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await owner.expectText('base A');
  await owner.command('View: Close All Editors');
  await question.getByRole('button', { name: "Don't Save" }).click();
  await expect(owner.page.locator('.tab', { hasText: 'd.txt' })).toHaveCount(0);
  await owner.open('d.txt');
  await owner.expectText('base');
  await expect
    .poll(async () => {
      await owner.page.keyboard.press('Control+z');
      return owner.text();
    })
    .toBe('base A');
  await owner.command('View: Close Editor');
  await question.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(owner.page.locator('.tab', { hasText: 'd.txt' })).toHaveCount(0);
  await expect.poll(() => host.read('d.txt')).toBe('base A');
});
