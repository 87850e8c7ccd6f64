import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const item = ({ page }: WorkbenchPage, name: RegExp) => page.locator('.statusbar').getByRole('button', { name });
const spoken = ({ page }: WorkbenchPage, words: string) =>
  page.locator('.monaco-alert, .monaco-status, [aria-live]').filter({ hasText: words }).first();
const told = ({ page }: WorkbenchPage) => page.getByText('drives now: wait for your turn').first();

/** Turns of a minute, the shortest there are: the host's own clock keeps them. */
const dash = 'name: Dash\nadmit: everybody\nmode: mob\nminutes: 1\nshow: [people]\n';

const absentMs = 20_000;
const minuteMs = 60_000;

test('the keyboard goes on by itself when a turn is over or its driver has left: who drove types no more, and their text stays', async ({
  browser,
}, info) => {
  test.setTimeout(240_000);
  const host = await RunningHost.start(['--address', '127.0.0.1']);
  await mkdir(join(host.folder, '.ensemble/templates'), { recursive: true });
  await writeFile(join(host.folder, '.ensemble/templates/dash.yaml'), dash);
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const bob = await WorkbenchPage.blank(browser);
  try {
    await owner.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await owner.command('Ensemble: Start a Session As…');
    await owner.choose('Dash');
    await expect(spoken(owner, 'You drive now, for one minute')).toBeAttached();
    await bob.join(await owner.page.evaluate(() => navigator.clipboard.readText()), 'Bob');
    await bob.ready();
    await bob.open('README.md');
    await owner.open('README.md');
    await owner.page.keyboard.press('Control+Home');
    await owner.type('Typed by the host. ');
    await bob.expectText(/^Typed by the host\. /);

    // The turn's time runs out, and nobody does anything.
    await expect(item(bob, /^You drive\./)).toBeVisible({ timeout: 2 * minuteMs });
    await expect(item(owner, /^Bob drives\./)).toBeVisible();
    await expect(spoken(bob, 'You drive now, for one minute')).toBeAttached();
    await expect(spoken(owner, 'Bob drives now, for one minute')).toBeAttached();
    await owner.type('zzz');
    await expect(told(owner)).toBeVisible();
    await owner.page.screenshot({ path: info.outputPath('turn-over.png') });
    await bob.page.keyboard.press('Control+Home');
    await bob.type('Typed by Bob. ');
    await owner.expectText(/^Typed by Bob\. Typed by the host\. (?!zzz)/);

    // A turn is cut short by its driver, by the keyboard, and by the host.
    await bob.page.keyboard.press('Control+k');
    await bob.page.keyboard.press('y');
    await expect(bob.page.locator('.quick-input-list .monaco-list-row').first()).toContainText('next');
    await bob.page.keyboard.press('Enter');
    await expect(item(owner, /^You drive\./)).toBeVisible();
    await bob.type('zzz');
    await expect(told(bob)).toBeVisible();
    await item(owner, /^You drive\./).click();
    await owner.choose('Bob');
    await expect(item(bob, /^You drive\./)).toBeVisible();
    await expect(item(owner, /^Bob drives\./)).toBeVisible();

    // The driver's window goes at the beginning of the turn: the next one need not wait for its end.
    await bob.close();
    await expect(item(owner, /^You drive\./)).toBeVisible({ timeout: minuteMs - absentMs / 2 });
    await expect(spoken(owner, 'You drive now, for one minute')).toBeAttached();
    await owner.open('README.md');
    await owner.page.keyboard.press('Control+Home');
    await owner.type('Alone. ');
    await owner.expectText(/^Alone\. Typed by Bob\. Typed by the host\. /);
    await owner.page.screenshot({ path: info.outputPath('driver-left.png') });
    expect([...owner.errors, ...bob.errors]).toEqual([]);
  } finally {
    await Promise.all([owner.close(), bob.close()]);
    await host.close();
  }
});
