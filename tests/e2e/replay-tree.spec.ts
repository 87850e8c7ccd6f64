import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('the explorer of a recording shows files that nobody opened, greyed, and those that are opened as it plays', async ({
  browser,
}) => {
  test.setTimeout(150_000);
  const host = await RunningHost.start();
  await mkdir(join(host.folder, 'deep', 'er'), { recursive: true });
  for (const path of ['notes.txt', 'left-alone.txt', 'deep/er/inside.txt', '.env'])
    await writeFile(join(host.folder, path), `text of ${path}\n`);
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const { page } = own;
  const player = page.getByRole('toolbar', { name: 'Player' });
  const item = (name: string) => page.getByRole('tree', { name: 'Files Explorer' }).getByRole('treeitem', { name });
  const press = (key: string) => player.getByRole('slider', { name: 'Time' }).press(key);
  try {
    await own.command('Ensemble: Start Recording');
    await page.keyboard.type('Friday');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Recording', exact: true })).toBeVisible();
    await own.open('notes.txt');
    await own.type('begun ');
    await writeFile(join(host.folder, 'later.txt'), '');
    await expect(item('later.txt')).toBeVisible();
    await own.command('Ensemble: Stop Recording');
    await own.command('Ensemble: Open Recording…');
    await page.getByText('Friday').first().click();
    await expect(player).toBeVisible({ timeout: 60_000 });
    await own.ready();
    const words = (name: string) => expect(item(name).locator('.monaco-icon-label'));
    await words('left-alone.txt').toHaveAttribute('aria-label', /Nobody had opened it/);
    await words('notes.txt').toHaveAttribute('aria-label', /Nobody had opened it/);
    await expect(item('later.txt')).toHaveCount(0);
    await expect(item('.env')).toHaveCount(0);
    await page.screenshot({ path: test.info().outputPath('beginning.png') });
    await press('End');
    await expect(item('later.txt')).toBeVisible();
    await words('notes.txt').not.toHaveAttribute('aria-label', /Nobody had opened it/);
    await item('deep').first().click();
    await item('left-alone.txt').dblclick();
    const why = page.locator('.editor-group-container.active .monaco-editor-pane-placeholder');
    await expect(why).toContainText('Nobody had opened left-alone.txt by this moment');
    await expect(why.getByText('Nobody had opened')).toBeVisible();
    await expect(why.getByRole('button')).toHaveCount(0);
    await expect(page.locator('.monaco-dialog-box')).toHaveCount(0);
    await page.screenshot({ path: test.info().outputPath('end.png') });
    await press('Home');
    await item('notes.txt').dblclick();
    await expect(why).toContainText('Nobody had opened notes.txt by this moment');
    await press('End');
    await own.expectText(/^begun text of notes.txt/);
    expect(own.errors).toEqual([]);
  } finally {
    await own.close();
    await host.close();
  }
});
