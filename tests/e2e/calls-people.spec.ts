import { expect, test } from '@playwright/test';
import { call, expectAllMoving, expectMoving, join, press, tile } from './lib/call-page.ts';
import { Network } from './lib/network.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('who may call no longer is out of a call that runs, is told, and may join again once they may', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const host = await RunningHost.start();
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const calls = own.page.locator('.quick-input-list .monaco-list-row', { hasText: /call/i }).first();
  try {
    await join(own);
    await join(ada);
    await press(ada, 'Camera');
    await expectMoving(own, 'Camera of Ada');
    await own.command('Ensemble: Change Rights…');
    await calls.click();
    await own.page.keyboard.press('Enter');
    await expect(tile(own, /^Ada/)).toHaveCount(0);
    await expect(own.page.getByRole('button', { name: /You are in the call; 1 in it/ })).toBeVisible();
    await expect(call(ada)).toContainText('has no calls');
    await expect(call(ada).getByRole('button', { name: 'Join call' })).toHaveCount(0);
    // Nothing is recorded any more by the one who is out: their devices are let go.
    await expect(ada.page.locator('.ensemble-call video')).toHaveCount(0);
    await ada.page.screenshot({ path: test.info().outputPath('right-taken.png') });
    await own.command('Ensemble: Change Rights…');
    await calls.click();
    await own.page.keyboard.press('Enter');
    await join(ada);
    await expect(tile(own, /^Ada, speaking/)).toBeVisible({ timeout: 20_000 });
    expect([...own.errors, ...ada.errors]).toEqual([]);
  } finally {
    await Promise.all([own.close(), ada.close()]);
    await host.close();
  }
});

test('a window that loses its network is out of the call, and is in it again by itself', async ({ browser }) => {
  test.setTimeout(180_000);
  const host = await RunningHost.start();
  const network = await Network.start();
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada', { network });
  try {
    await join(own);
    await join(ada);
    await press(ada, 'Camera');
    await expectMoving(own, 'Camera of Ada');
    network.cut();
    await expect(tile(own, /^Ada/)).toHaveCount(0, { timeout: 45_000 });
    network.mend();
    await expect(tile(own, /^Ada/)).toBeVisible({ timeout: 45_000 });
    await expectMoving(own, 'Camera of Ada');
    await expect(tile(own, /^Ada, speaking/)).toBeVisible({ timeout: 20_000 });
  } finally {
    await Promise.all([own.close(), ada.close()]);
    await host.close();
    await network.close();
  }
});

test('eight people are in a call with cameras: everybody sees everybody, and one who goes is gone', async ({
  browser,
}) => {
  test.setTimeout(600_000);
  const host = await RunningHost.start();
  const viewport = { width: 800, height: 500 };
  const windows = [await WorkbenchPage.ofHost(browser, host.url, { viewport })];
  try {
    const guests = ['Ada', 'Bob', 'Cleo', 'Dan', 'Eve', 'Fay', 'Gil'];
    for (const name of guests) windows.push(await WorkbenchPage.ofGuest(browser, host.link, name, { viewport }));
    for (const window of windows) await join(window);
    for (const window of windows) {
      await expect(call(window).getByRole('listitem')).toHaveCount(8);
      await expect(tile(window, /connecting|lost/)).toHaveCount(0, { timeout: 60_000 });
    }
    for (const window of windows) await press(window, 'Camera');
    for (const [at, window] of windows.entries())
      await expectAllMoving(
        window,
        guests.toSpliced(at - 1, at > 0 ? 1 : 0).map((name) => `Camera of ${name}`),
      );
    await windows[0]!.page.screenshot({ path: test.info().outputPath('eight.png') });
    expect(windows.flatMap(({ errors }) => errors)).toEqual([]);
    await windows[7]!.page.close();
    await expect(call(windows[0]!).getByRole('listitem', { name: /^Gil/ })).toHaveCount(0, { timeout: 60_000 });
  } finally {
    await Promise.all(windows.map((each) => each.close()));
    await host.close();
  }
});
