import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('history is shown with its size, kept for as long as the owner says, and deleted while a guest goes on typing', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'notes.txt'), '');
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const row = (name: string | RegExp) => own.page.locator('.quick-input-list .monaco-list-row', { hasText: name });
  try {
    await ada.open('notes.txt');
    await ada.type('here for good, ');
    await own.open('notes.txt');
    await own.expectText('here for good, ');
    await own.command('Ensemble: Storage…');
    await expect(row('Keep History for: 7 days')).toBeVisible();
    await expect(row(/Delete History Outside Recordings Now….*of history since/)).toBeVisible();
    await own.page.screenshot({ path: test.info().outputPath('storage.png') });
    await row('Keep History for: 7 days').click();
    await row('30 days').click();
    await expect(own.page.getByText('History is kept for: 30 days.').first()).toBeVisible();
    await own.command('Ensemble: Storage…');
    await expect(row('Keep History for: 30 days')).toBeVisible();
    await row('Delete History Outside Recordings Now…').click();
    await expect(own.page.getByText('Delete the history of this session outside recordings?')).toBeVisible();
    await own.page.screenshot({ path: test.info().outputPath('question.png') });
    await own.page.getByRole('button', { name: 'Delete History', exact: true }).click();
    await expect(own.page.getByText('History is deleted').first()).toBeVisible();
    await ada.type('and on');
    await own.expectText('here for good, and on');
    await own.page.reload();
    await own.ready();
    await own.expectText('here for good, and on');
    await ada.page.keyboard.press('Control+z');
    await ada.page.keyboard.press('Control+z');
    await own.expectText('');
  } finally {
    await Promise.all([own.close(), ada.close()]);
    await host.close();
  }
});
