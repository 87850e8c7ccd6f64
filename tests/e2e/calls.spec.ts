import { expect, test } from '@playwright/test';
import { call, expectMoving, join, press, tile } from './lib/call-page.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('two people meet in a call: heard and seen, muted, with a screen, and one who closes the window is gone', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const host = await RunningHost.start();
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const shot = (window: WorkbenchPage, name: string) =>
    window.page.screenshot({ path: test.info().outputPath(`${name}.png`) });
  try {
    await own.command('Ensemble: Show Call');
    await expect(call(own)).toContainText('Nobody is in the call.');
    await press(own, 'Check devices');
    await expect(call(own).getByRole('combobox', { name: 'Microphone' })).toBeVisible();
    await expect
      .poll(
        () =>
          call(own)
            .getByRole('meter', { name: 'Your microphone' })
            .evaluate((meter) => (meter as HTMLMeterElement).value),
        {
          intervals: [100],
        },
      )
      .toBeGreaterThan(0);
    await shot(own, 'preview');
    await press(own, 'Join call');
    await expect(own.page.getByRole('button', { name: /You are in the call; 1 in it/ })).toBeVisible();

    await ada.command('Ensemble: Show Call');
    await expect(call(ada)).toContainText('is in the call.');
    await join(ada);
    await press(ada, 'Camera');
    await expectMoving(own, 'Camera of Ada');
    // The fake microphone beeps: she is heard.
    await expect(tile(own, /^Ada, speaking/)).toBeVisible({ timeout: 20_000 });
    await expect(own.page.getByRole('button', { name: /You are in the call; 2 in it/ })).toBeVisible();
    await shot(own, 'camera');

    await ada.page.keyboard.press('Control+k');
    await ada.page.keyboard.press('q');
    await expect(tile(own, /^Ada, muted/)).toBeVisible();
    await press(ada, 'Unmute');
    await expect(tile(own, /^Ada, muted/)).toHaveCount(0);

    await press(ada, 'Share screen');
    await expect(own.page.getByRole('region', { name: 'Call pictures' })).toBeVisible();
    await expectMoving(own, 'Screen of Ada');
    await shot(own, 'screen');
    await press(ada, 'Stop sharing');
    await expect(own.page.getByLabel('Screen of Ada')).toHaveCount(0);
    await own.page.getByRole('button', { name: 'Dock pictures' }).first().click();
    await press(ada, 'Stop camera');
    await expect(own.page.getByLabel('Camera of Ada')).toHaveCount(0);

    await ada.page.close();
    await expect(own.page.getByRole('button', { name: /You are in the call; 1 in it/ })).toBeVisible({
      timeout: 20_000,
    });
    await press(own, 'Leave call');
    await expect(call(own)).toContainText('Nobody is in the call.');
    expect(own.errors).toEqual([]);
  } finally {
    await Promise.all([own.close(), ada.close()]);
    await host.close();
  }
});
