import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('a file that a program puts in place again and again takes nothing from a text that is being opened', async ({
  browser,
}) => {
  const host = await RunningHost.start();
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  let isReplacing = true;
  const put = async () => {
    await writeFile(join(host.folder, '..', 'd.txt'), 'base');
    await rename(join(host.folder, '..', 'd.txt'), join(host.folder, 'd.txt'));
  };
  await put();
  const replacing = async () => {
    for (; isReplacing; await ada.page.waitForTimeout(5)) await put();
  };
  try {
    await owner.open('d.txt');
    await owner.goToEnd(1);
    await owner.type(' and more');
    await owner.expectDirty('d.txt', true);
    const done = replacing();
    for (let times = 0; times < 8; times++) {
      await ada.open('d.txt');
      await ada.expectText('base and more');
      await ada.command('View: Close Editor');
      await expect(ada.page.locator('.tab', { hasText: 'd.txt' })).toHaveCount(0);
    }
    isReplacing = false;
    await done;
    await owner.expectText('base and more');
    expect([...owner.errors, ...ada.errors]).toEqual([]);
  } finally {
    isReplacing = false;
    await owner.close();
    await ada.close();
    await host.close();
  }
});
