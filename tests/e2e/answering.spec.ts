import { type Browser, expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

let host: RunningHost;
const windows: WorkbenchPage[] = [];

function keep(window: WorkbenchPage): WorkbenchPage {
  windows.push(window);
  return window;
}

/** Starts a host who is asked about each guest, and somebody who asks. */
async function askedBy(browser: Browser, name: string): Promise<{ owner: WorkbenchPage; guest: WorkbenchPage }> {
  host = await RunningHost.start(['--share', '--address', '127.0.0.1']);
  const owner = keep(await WorkbenchPage.ofHost(browser, host.url));
  const guest = keep(await WorkbenchPage.blank(browser));
  await guest.join(host.link, name);
  await expect(owner.page.getByText(`calling themselves “${name}”`).first()).toBeVisible();
  return { owner, guest };
}

test.afterEach(async () => {
  for (const window of windows.splice(0)) await window.close();
  await host.close();
});

test('a request to join survives Escape, and is answered by keyboard while the host types', async ({ browser }) => {
  const { owner, guest } = await askedBy(browser, 'Bob');
  await expect(guest.page).toHaveTitle(/^Waiting to be let in/);
  await owner.open('README.md');
  await owner.page.keyboard.press('Escape');
  const status = owner.page.locator('.statusbar').getByRole('button', { name: /^1 waiting to be let in/ });
  await expect(status).toBeVisible();
  await owner.page.keyboard.press('Control+K');
  await owner.page.keyboard.press('j');
  await expect(owner.page.locator('.quick-input-list .monaco-list-row').first()).toContainText('admit as editor');
  await owner.page.keyboard.type('viewer');
  await expect(owner.page.locator('.quick-input-list .monaco-list-row.focused')).toContainText('admit as viewer');
  await owner.page.keyboard.press('Enter');
  await guest.ready();
  await expect(guest.page.locator('.statusbar').getByRole('button', { name: 'My role: viewer' })).toBeVisible();
  await expect(guest.page).not.toHaveTitle(/^Waiting/);
  await expect(status).toHaveCount(0);
});

test('who asks comes first among the people, with buttons to admit and to deny', async ({ browser }, info) => {
  const { owner, guest } = await askedBy(browser, 'Bob');
  await owner.command('Ensemble: Focus on People View');
  const first = owner.page.getByRole('list', { name: 'People' }).getByRole('listitem').first();
  await expect(first).toContainText('Bob');
  await owner.page.screenshot({ path: info.outputPath('asked.png') });
  await first.getByRole('button', { name: 'Deny Bob' }).click();
  await expect(guest.page.getByRole('heading', { name: 'You were not let in' })).toBeVisible();
});

test('a second Enter after the name cancels nothing; who waits has Cancel as the next stop, and withdraws the request with it', async ({
  browser,
}, info) => {
  const { owner, guest } = await askedBy(browser, 'Bob');
  const cancel = guest.page.getByRole('button', { name: 'Cancel' });
  await guest.page.keyboard.press('Enter');
  await expect(guest.page).toHaveTitle(/^Waiting to be let in/);
  await expect(cancel).not.toBeFocused();
  await expect(guest.page.getByRole('status')).toBeFocused();
  await guest.page.keyboard.press('Shift+Tab');
  await expect(cancel).toBeFocused();
  await guest.page.screenshot({ path: info.outputPath('waiting.png') });
  await guest.page.keyboard.press('Enter');
  await expect(guest.page.getByRole('textbox', { name: 'Your name' })).toHaveValue('Bob');
  await expect(owner.page.locator('.statusbar').getByRole('button', { name: /waiting to be let in/ })).toHaveCount(0, {
    timeout: 20_000,
  });
});
