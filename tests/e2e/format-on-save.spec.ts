import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

let host: RunningHost;
let owner: WorkbenchPage;
let ada: WorkbenchPage;

test.beforeEach(async ({ browser }) => {
  test.slow();
  host = await RunningHost.start();
  owner = await WorkbenchPage.ofHost(browser, host.url);
  ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
});

test.afterEach(async () => {
  const errors = [...owner.errors, ...ada.errors];
  await owner.close();
  await ada.close();
  await host.close();
  expect(errors).toEqual([]);
});

/** Both have this setting, and this text open. */
async function bothHave(settings: object, text: string): Promise<void> {
  await writeFile(join(host.folder, 'notes.txt'), text);
  for (const window of [owner, ada]) {
    await set(window, settings);
    await window.open('notes.txt');
  }
}

/** Writes the person's settings, as they would by hand. */
async function set(window: WorkbenchPage, settings: object): Promise<void> {
  await window.command('Preferences: Open User Settings (JSON)');
  await window.page.getByRole('tab', { name: /^settings\.json/ }).waitFor();
  await window.editor.locator('.view-line').first().waitFor();
  await window.editor.locator('textarea, .native-edit-context').first().focus();
  await window.page.keyboard.press('Control+a');
  await window.page.keyboard.insertText(JSON.stringify(settings));
  await window.save();
  await window.expectDirty('settings.json', false);
}

test('two people who save at the same time, each with spaces trimmed on saving, take nothing away twice', async () => {
  await bothHave({ 'files.trimTrailingWhitespace': true }, 'one   \ntwo  \nthree\n');
  await owner.goToEnd(3);
  await owner.type(' owner  ');
  await ada.goToEnd(1);
  await ada.type('ada  ');
  const typed = 'one   ada  \ntwo  \nthree owner  \n';
  for (const window of [owner, ada]) await window.expectText(typed);
  await Promise.all([owner.save(), ada.save()]);
  const trimmed = 'one   ada\ntwo\nthree owner\n';
  for (const window of [owner, ada]) await window.expectText(trimmed);
  await expect.poll(() => host.read('notes.txt')).toBe(trimmed);
  for (const window of [owner, ada]) await window.expectDirty('notes.txt', false);
});

test('two people who save at the same time, each with a last line end put in on saving, put in one', async () => {
  let text = 'one\ntwo';
  await bothHave({ 'files.insertFinalNewline': true }, text);
  for (const word of [' three', 'four', ' five']) {
    await ada.goToEnd(text.split('\n').length);
    await ada.type(word);
    text += word;
    for (const window of [owner, ada]) await window.expectText(text);
    await Promise.all([owner.save(), ada.save()]);
    text += '\n';
    for (const window of [owner, ada]) await window.expectText(text);
    await expect.poll(() => host.read('notes.txt')).toBe(text);
    for (const window of [owner, ada]) await window.expectDirty('notes.txt', false);
  }
});
