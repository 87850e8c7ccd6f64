import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from '../lib/running-host.ts';
import { WorkbenchPage } from '../lib/workbench-page.ts';

test('files made, renamed and deleted in one explorer, or outside, are so in the other and on the disk', async ({
  browser,
}) => {
  const host = await RunningHost.start();
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const guest = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    await guest.treeItem('README.md').click();
    await guest.command('File: New File...').catch(() => undefined);
    await guest.page.keyboard.press('Escape');
    await writeFile(join(host.folder, 'outside.txt'), 'made outside\n');
    await owner.treeItem('outside.txt').waitFor();
    await guest.treeItem('outside.txt').waitFor();
    await guest.open('outside.txt');
    await guest.expectText('made outside\n');
    await writeFile(join(host.folder, 'outside.txt'), 'changed outside\n');
    await guest.expectText('changed outside\n');
    await guest.treeItem('outside.txt').click();
    await guest.page.keyboard.press('F2');
    const box = guest.page.locator('.explorer-folders-view input').first();
    await box.fill('renamed.txt');
    await box.press('Enter');
    await owner.treeItem('renamed.txt').waitFor();
    await expect.poll(() => existsSync(join(host.folder, 'renamed.txt'))).toBe(true);
    await guest.expectText('changed outside\n');
    await rename(join(host.folder, 'renamed.txt'), join(host.folder, 'again.txt'));
    await guest.treeItem('again.txt').waitFor();
    await owner.treeItem('again.txt').click();
    await owner.page.keyboard.press('Delete');
    const confirm = owner.page.getByRole('button', { name: /Delete|Move to Trash/ }).first();
    await confirm.click();
    await expect(guest.treeItem('again.txt')).toHaveCount(0);
    await expect.poll(() => existsSync(join(host.folder, 'again.txt'))).toBe(false);
  } finally {
    await owner.close();
    await guest.close();
    await host.close();
  }
});
