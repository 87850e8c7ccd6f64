import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('a viewer is not offered to override what they may not do: Delete is off in the menu, and says why by its key', async ({
  browser,
}) => {
  const host = await RunningHost.start(['--share', '--admit-everyone', '--address', '127.0.0.1', '--role', 'viewer']);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    await ada.treeItem('boats.json').click();
    await expect(ada.page.locator('.editor-group-container.active .tab.active')).toContainText('boats.json');
    await ada.treeItem('boats.json').focus();
    await ada.page.getByRole('tree', { name: 'Files Explorer' }).press('Delete');
    await expect(
      ada.page.locator('.notifications-toasts').getByText(/You are a viewer. Ask .* to let you edit files/),
    ).toBeVisible();
    await expect(ada.page.getByRole('dialog', { name: /Warning/ })).toHaveCount(0);
    await ada.treeItem('boats.json').click({ button: 'right' });
    const item = ada.page.getByRole('menuitem', { name: /^Delete/ });
    await expect(item).toBeVisible();
    await expect(item).toHaveAttribute('aria-disabled', 'true');
    const board = ada.page.getByRole('menuitem', { name: 'New Whiteboard' });
    await expect(board).toHaveAttribute('aria-disabled', 'true');
    expect(await host.read('boats.json')).toContain('boats');
    expect(ada.errors).toEqual([]);
  } finally {
    await ada.close();
    await host.close();
  }
});
