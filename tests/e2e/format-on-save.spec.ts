import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

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

test('two people who save at the same time, each with spaces trimmed on saving, take nothing away twice', async ({
  browser,
}) => {
  test.slow();
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'notes.txt'), 'one   \ntwo  \nthree\n');
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    for (const window of [owner, ada]) {
      await set(window, { 'files.trimTrailingWhitespace': true });
      await window.open('notes.txt');
    }
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
    for (const window of [owner, ada]) expect(window.errors).toEqual([]);
  } finally {
    await owner.close();
    await ada.close();
    await host.close();
  }
});

test('two people who save at the same time, each with a last line end put in on saving, put in one', async ({
  browser,
}) => {
  test.slow();
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'notes.txt'), 'one\ntwo');
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    for (const window of [owner, ada]) {
      await set(window, { 'files.insertFinalNewline': true });
      await window.open('notes.txt');
    }
    let text = 'one\ntwo';
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
    for (const window of [owner, ada]) expect(window.errors).toEqual([]);
  } finally {
    await owner.close();
    await ada.close();
    await host.close();
  }
});
