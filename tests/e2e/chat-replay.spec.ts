import { expect, type Locator, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const log = ({ page }: WorkbenchPage): Locator => page.getByRole('log', { name: 'Messages' });
const box = ({ page }: WorkbenchPage): Locator => page.getByRole('textbox', { name: 'Message', exact: true });

test('what was said is in the replay at its time; what is said without a connection goes out later, and a mention is told where the chat is closed', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const host = await RunningHost.start();
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const time = own.page.getByRole('slider', { name: 'Time' });
  try {
    await own.page.keyboard.press('Control+K');
    await own.page.keyboard.press('t');
    await box(own).fill('look, @Ada');
    await box(own).press('Enter');
    await expect(ada.page.getByText(/mentions you: look, @Ada/).first()).toBeVisible();
    await ada.page.getByRole('button', { name: 'Open Chat' }).click();
    await expect(log(ada)).toContainText('look, @Ada');

    await ada.page.context().setOffline(true);
    await box(ada).fill('from the train');
    await box(ada).press('Enter');
    await expect(log(ada)).toContainText('from the train');
    await ada.page.context().setOffline(false);
    await expect(log(own)).toContainText('from the train', { timeout: 30_000 });

    await own.command('Ensemble: Replay This Session');
    await time.waitFor();
    await own.command('Ensemble: Show Chat');
    await time.press('End');
    await expect(log(own)).toContainText('from the train');
    await expect(box(own)).toHaveCount(0);
    await own.page.screenshot({ path: test.info().outputPath('replay.png') });
    await time.press('Home');
    await expect(log(own)).not.toContainText('look, @Ada');
  } finally {
    for (const window of [own, ada]) await window.close();
    await host.close();
  }
});
