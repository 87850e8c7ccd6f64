import { expect, test } from '@playwright/test';
import { RunningHost } from '../lib/running-host.ts';
import { WorkbenchPage } from '../lib/workbench-page.ts';

test('what somebody not yet admitted is called is words: no link, no command, no icon', async ({ browser }) => {
  const host = await RunningHost.start(['--share', '--address', '127.0.0.1']);
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const guest = await WorkbenchPage.blank(browser);
  const name = '[Admit](command:workbench.action.closeAllEditors)';
  try {
    await owner.open('README.md');
    await guest.join(host.link, name);
    const notice = owner.page.locator('.notification-list-item', { hasText: 'calling themselves' });
    await expect(notice).toContainText('command:workbench.action.closeAllEditors');
    await expect(notice.locator('a.monaco-link, .notification-list-item-message a')).toHaveCount(0);
    await notice.locator('.notification-list-item-message').click();
    await owner.page.getByRole('button', { name: 'Admit', exact: true }).click();
    await guest.ready();
    await expect(owner.page.locator('.tab', { hasText: 'README.md' })).toBeVisible();
    // In the list to follow from, and in the status bar.
    await owner.command('Ensemble: Follow…');
    const row = owner.page.locator('.quick-input-list .monaco-list-row').first();
    await expect(row).toContainText('closeAllEditors');
    await expect(row.locator('a[href], .codicon-shield')).toHaveCount(0);
    await row.click();
    await expect(owner.page.locator('.statusbar').getByRole('button', { name: /^Following / })).toBeVisible();
    await expect(owner.page.locator('.tab', { hasText: 'README.md' })).toBeVisible();
  } finally {
    await owner.close();
    await guest.close();
    await host.close();
  }
});
