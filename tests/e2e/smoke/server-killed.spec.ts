import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from '../lib/running-host.ts';
import { WorkbenchPage } from '../lib/workbench-page.ts';

test('the server is killed in the middle and comes back under the same link: typing goes on, and nothing is lost or doubled', async ({
  browser,
}) => {
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'notes.txt'), 'notes\n');
  const { link } = host;
  const guest = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    await guest.open('notes.txt');
    await guest.page.keyboard.press('Control+End');
    await guest.type('before ');
    await guest.expectText('notes\nbefore ');
    await host.end('SIGKILL');
    await guest.type('while it was away ');
    await expect(
      guest.page
        .getByRole('status', { name: /Reconnecting|Offline/ })
        .or(guest.page.getByText(/Reconnecting|Offline/))
        .first(),
    ).toBeVisible();
    await host.restart();
    expect(host.link).toBe(link);
    await guest.type('and after');
    await guest.expectText('notes\nbefore while it was away and after');
    const late = await WorkbenchPage.ofGuest(browser, host.link, 'Late');
    await late.open('notes.txt');
    await late.expectText('notes\nbefore while it was away and after');
    await late.close();
    await guest.save();
    await expect.poll(() => host.read('notes.txt')).toBe('notes\nbefore while it was away and after');
    expect(guest.errors).toEqual([]);
  } finally {
    await guest.close();
    await host.close();
  }
});
