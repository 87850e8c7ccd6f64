import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

// Two people's windows take long to come on a busy machine.
test.slow();

test('a viewer who wants a terminal reads where terminals run, and asks the host for one from there', async ({
  browser,
}) => {
  const host = await RunningHost.start(['--share', '--admit-everyone', '--address', '127.0.0.1', '--role', 'viewer']);
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    const told = ada.page.locator('.notification-list-item', { hasText: 'Terminals run on the computer of who hosts' });
    // Terminals come to a window some time after its first paint.
    await expect(async () => {
      await ada.page.keyboard.press('Escape');
      await ada.page.keyboard.press('F1');
      await ada.page.locator('.quick-input-widget input').first().fill('>Terminal: Create New Terminal');
      const command = ada.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Create New Terminal' });
      await ada.page.screenshot({ path: 'test-results/guest-terminal-palette.png' });
      await command.first().click({ timeout: 5_000 });
      await expect(told.first()).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 40_000 });
    await ada.page.screenshot({ path: 'test-results/guest-terminal.png' });
    await expect(ada.page.getByText('failed to launch')).toHaveCount(0);
    await expect(ada.page.locator('.terminal-wrapper')).toHaveCount(0);
    await told.getByRole('button', { name: 'Ask for a Terminal' }).first().click();
    await expect(owner.page.getByText(/Ada.*terminal/).first()).toBeVisible();
    await owner.page.screenshot({ path: 'test-results/guest-terminal-asked.png' });
    // So does the key of the panel.
    await ada.page.keyboard.press('Control+`');
    await expect(told.first()).toBeVisible();
    await ada.page.screenshot({ path: 'test-results/guest-terminal-panel.png' });
    await expect(ada.page.locator('.terminal-wrapper')).toHaveCount(0);
    expect([...owner.errors, ...ada.errors]).toEqual([]);
  } finally {
    for (const window of [owner, ada]) await window.close();
    await host.close();
  }
});
