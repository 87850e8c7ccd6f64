import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { RunningServer } from './lib/running-server.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('a search for files says that the host is away, and is made when it is back', async ({ browser }) => {
  const server = await RunningServer.start();
  const args = ['--share', '--admit-everyone', '--address', '127.0.0.1', '--server', server.hosts];
  const host = await RunningHost.start(args);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    await host.end('SIGKILL');
    await expect(ada.page.getByText(/is away/).first()).toBeVisible();
    await ada.page.keyboard.press('Control+p');
    const input = ada.page.locator('.quick-input-widget input').first();
    await input.fill('fleet');
    await expect(ada.page.locator('.quick-input-widget')).toContainText(/is away: this works again when .* is back/);
    await ada.page.screenshot({ path: 'test-results/away.png' });
    await host.restart();
    await expect(ada.page.locator('.quick-input-list .monaco-list-row').first()).toContainText('fleet.ts', {
      timeout: 20_000,
    });
    await expect(ada.page.locator('.quick-input-widget')).not.toContainText('is away');
  } finally {
    await ada.close();
    await host.close();
    await server.close();
  }
});
