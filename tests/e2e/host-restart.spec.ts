import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('a host that is killed while its window and a guest type comes back, with the same text on both pages and on the disk', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'notes.txt'), 'notes\n\n');
  const { link } = host;
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const guest = await WorkbenchPage.ofGuest(browser, link, 'Ada');
  try {
    for (const [page, keys] of [
      [owner, 'Control+Home'],
      [guest, 'Control+End'],
    ] as const) {
      await page.open('notes.txt');
      await page.page.keyboard.press(keys);
    }
    let killed = false;
    const typeOn = async (page: WorkbenchPage, typed: string) => {
      await page.type(typed);
      for (let after = 0; after < 3; after += killed ? 1 : 0) {
        await page.page.keyboard.type(' on', { delay: 60 });
        typed += ' on';
      }
      return typed;
    };
    const killHost = async () => {
      await Promise.all([guest.expectText(/the owner types on/), owner.expectText(/the guest types on/)]);
      await host.end('SIGKILL');
      killed = true;
    };
    const [byOwner, byGuest] = await Promise.all([
      typeOn(owner, 'the owner types'),
      typeOn(guest, 'the guest types'),
      killHost(),
    ]);
    await expect(guest.page.getByText(/who hosts this session, cannot be reached/).first()).toBeVisible({
      timeout: 15_000,
    });
    await guest.page.screenshot({ path: 'test-results/embedded-host-away.png' });
    await host.restart();
    expect(host.link).toBe(link);
    const text = `${byOwner}notes\n\n${byGuest}`;
    // The guest goes on by itself. The address of the host's own window is new at each start; what it had typed is kept.
    await owner.page.goto(host.url);
    await owner.ready();
    await owner.open('notes.txt');
    await owner.expectText(text);
    await guest.expectText(text);
    await guest.save();
    await expect.poll(() => host.read('notes.txt')).toBe(text);
    expect(guest.errors).toEqual([]);
  } finally {
    await owner.close();
    await guest.close();
    await host.close();
  }
});
