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
  const { link, url } = host;
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const guest = await WorkbenchPage.ofGuest(browser, link, 'Ada');
  let reloads = 0;
  owner.page.on('load', () => reloads++);
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
    await expect(owner.page.getByText(/The host of this folder cannot be reached/).first()).toBeVisible();
    await expect(
      owner.page.getByRole('button', { name: /^Connection: (Reconnecting|Offline: your text is safe), \d+ unsent/ }),
    ).toBeVisible();
    await owner.save();
    await expect(owner.page.getByText(/notes.txt is saved by itself when it is back/).first()).toBeVisible();
    await owner.page.screenshot({ path: 'test-results/own-window-host-away.png' });
    const newer = '<script type="module" src="./assets/index-newer.js"></script>';
    await owner.page.route(`${new URL(url).origin}/`, (route) =>
      route.fulfill({ contentType: 'text/html', body: newer }),
    );
    await writeFile(join(host.folder, 'meanwhile.txt'), 'meanwhile\n');
    await host.restart();
    expect([host.link, host.url]).toEqual([link, url]);
    const text = `${byOwner}notes\n\n${byGuest}`;
    // Both go on by themselves.
    await owner.expectText(text);
    await expect(owner.page.getByRole('button', { name: 'Connection: Shared' })).toBeVisible();
    await expect(owner.page.getByText(/Ensemble was updated while this window was open/).first()).toBeVisible();
    await expect(guest.page.getByText(/Ensemble was updated/)).toBeHidden();
    await guest.expectText(text);
    await guest.save();
    await expect.poll(() => host.read('notes.txt')).toBe(text);
    for (const page of [owner, guest]) await expect(page.treeItem('meanwhile.txt')).toBeVisible();
    await owner.open('meanwhile.txt');
    await owner.page.keyboard.press('Control+Home');
    await owner.type('and ');
    await owner.save();
    await expect.poll(() => host.read('meanwhile.txt')).toBe('and meanwhile\n');
    // All of them: at the window's edge there is room for three.
    await owner.command('Notifications: Show Notifications');
    const notifications = owner.page.locator('.notifications-center');
    await expect(notifications.getByText(/Ensemble was updated/)).toBeVisible();
    await expect(notifications.getByText(/was not saved|is saved by itself/)).toBeHidden();
    await owner.page.locator('[id="ensemble.status.People"]').click();
    await expect(owner.page.getByRole('list', { name: 'People' }).getByRole('listitem')).toHaveCount(2);
    await owner.page.screenshot({ path: 'test-results/own-window-host-back.png' });
    expect(reloads).toBe(0);
    expect([...owner.errors, ...guest.errors]).toEqual([]);
  } finally {
    await owner.close();
    await guest.close();
    await host.close();
  }
});

test('a window that was closed while its host was away opens by the printed address, and has what was typed in it', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const host = await RunningHost.start([]);
  await writeFile(join(host.folder, 'notes.txt'), 'notes\n');
  const { url } = host;
  const first = await WorkbenchPage.ofHost(browser, url);
  try {
    await first.open('notes.txt');
    await first.page.keyboard.press('Control+Home');
    await host.end('SIGTERM');
    await first.type('typed while it was away: ');
    await first.waitForOutbox();
    await first.page.close();
    await host.restart();
    expect(host.url).toBe(url);
    const second = await first.reopen();
    await second.page.goto(host.url);
    await second.ready();
    await second.open('notes.txt');
    await second.expectText('typed while it was away: notes\n');
    await second.save();
    await expect.poll(() => host.read('notes.txt')).toBe('typed while it was away: notes\n');
    expect(second.errors).toEqual([]);
  } finally {
    await first.close();
    await host.close();
  }
});

test('a window with an address of before says so, and its text comes with the new address', async ({ browser }) => {
  test.setTimeout(120_000);
  const host = await RunningHost.start(['--new-address']);
  await writeFile(join(host.folder, 'notes.txt'), 'notes\n');
  const { url } = host;
  const owner = await WorkbenchPage.ofHost(browser, url);
  try {
    await owner.open('notes.txt');
    await owner.page.keyboard.press('Control+Home');
    await host.end('SIGTERM');
    await owner.type('typed before: ');
    await owner.waitForOutbox();
    await host.restart();
    expect(host.url).not.toBe(url);
    await expect(owner.page.getByText(/is not the host that this window belongs to/).first()).toBeVisible();
    await owner.page.screenshot({ path: 'test-results/own-window-old-address.png' });
    await owner.page.goto(host.url);
    await owner.ready();
    await owner.open('notes.txt');
    await owner.expectText('typed before: notes\n');
  } finally {
    await owner.close();
    await host.close();
  }
});
