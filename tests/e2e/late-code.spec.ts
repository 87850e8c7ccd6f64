import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('the server is killed while late code is on its way: all of it comes once the server is back, without a reload', async ({
  browser,
}) => {
  test.setTimeout(90_000);
  const host = await RunningHost.start();
  const guest = await WorkbenchPage.blank(browser);
  try {
    // Routes would switch the browser's cache off, so the kill follows the request instead of answering it.
    const killed = guest.page.waitForRequest('**/late-code.json', { timeout: 60_000 }).then(() => host.end('SIGKILL'));
    const come = guest.page.waitForResponse(/language-clients-.*\.js$/, { timeout: 60_000 });
    await guest.join(host.link, 'Ada');
    await killed;
    await host.restart();
    expect((await come).ok()).toBe(true);
    await expect(guest.page.getByText('could not be loaded')).toHaveCount(0);
    expect(guest.errors).toEqual([]);
  } finally {
    await guest.close();
    await host.close();
  }
});
