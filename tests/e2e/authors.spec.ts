import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

let host: RunningHost;
const windows: WorkbenchPage[] = [];

test.afterEach(async () => {
  for (const window of windows.splice(0)) {
    expect(window.errors).toEqual([]);
    await window.close();
  }
  await host.close();
});

/** Points at a word of the active editor. */
async function hover(window: WorkbenchPage, word: string): Promise<void> {
  await window.page.mouse.move(5, 5);
  await window.editor.locator('.view-line span', { hasText: word }).last().hover();
}

test('“Who Wrote This” says of each part who wrote it, how and when, and each one’s share', async ({ browser }) => {
  host = await RunningHost.start();
  await writeFile(join(host.folder, 'notes.txt'), 'from the disk\n');
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  windows.push(owner, ada);
  for (const window of windows) await window.open('notes.txt');
  await ada.goToEnd(1);
  await ada.type('\nTYPED');
  await ada.page.keyboard.press('Shift+Home');
  await ada.page.keyboard.press('Control+c');
  await ada.page.keyboard.press('End');
  await ada.type('\nCOPY');
  await ada.page.keyboard.press('Control+v');
  await owner.expectText('from the disk\nTYPED\nCOPYTYPED\n');
  await owner.goToEnd(3);
  await owner.type('\nOWNER   ');
  await ada.expectText(/OWNER/);
  await owner.command('Ensemble: Who Wrote This');
  await expect(owner.page.getByText(/^By: .*Ada \d+% \(\d+ characters, 5 of them pasted\)/).first()).toBeVisible();
  const tip = owner.page.locator('.monaco-hover:not(.hidden)');
  await hover(owner, 'OWNER');
  await expect(tip.getByText(/Written by .*\d\d/).first()).toBeVisible();
  await owner.page.screenshot({ path: 'test-results/authors.png' });
  const line = owner.editor.locator('.view-line', { hasText: 'COPY' });
  await line.locator('span.ensemble-written', { hasText: /^TYPED$/ }).hover();
  await expect(tip.getByText(/Pasted by Ada, .*\d\d/).first()).toBeVisible();
  await line.locator('span.ensemble-written', { hasText: /^COPY$/ }).hover();
  await expect(tip.getByText(/Written by Ada, .*\d\d/).first()).toBeVisible();
  await owner.command('Ensemble: Who Wrote This');
  await expect(owner.editor.locator('.ensemble-written')).toHaveCount(0);
});
