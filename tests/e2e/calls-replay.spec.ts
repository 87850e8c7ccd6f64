import { expect, test } from '@playwright/test';
import { call, join, press } from './lib/call-page.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('the view of people says who is in the call, now and at each moment of a replay', async ({ browser }) => {
  test.setTimeout(150_000);
  const host = await RunningHost.start();
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const time = own.page.getByRole('slider', { name: 'Time' });
  const row = own.page.getByRole('listitem', { name: /^Ada, editor/ });
  try {
    await join(ada);
    await own.command('Ensemble: Focus on People View');
    await expect(row).toContainText('in the call');
    await press(ada, 'Mute');
    await expect(row).toContainText('in the call, muted');
    await own.page.screenshot({ path: test.info().outputPath('people.png') });
    await press(ada, 'Leave call');
    await expect(row).not.toContainText('in the call');
    await press(ada, 'Join call');
    await expect(row).toContainText('in the call');
    await own.command('Ensemble: Replay This Session');
    await time.waitFor();
    await own.command('Ensemble: Focus on People View');
    await time.press('End');
    await expect(row).toContainText('in the call');
    await own.command('Ensemble: Show Call');
    await expect(call(own)).toContainText('Ada is in the call.');
    await own.page.screenshot({ path: test.info().outputPath('replay.png') });
    await time.press('Home');
    await expect(call(own)).toContainText('Nobody is in the call.');
    await expect(row).toHaveCount(0);
  } finally {
    await Promise.all([own.close(), ada.close()]);
    await host.close();
  }
});
