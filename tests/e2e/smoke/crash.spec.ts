import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from '@playwright/test';
import { RunningHost } from '../lib/running-host.ts';
import { WorkbenchPage } from '../lib/workbench-page.ts';

test('what a window had typed, but not sent, when it was closed is there again when its person comes back', async ({
  browser,
}) => {
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'notes.txt'), 'notes\n');
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    await ada.open('notes.txt');
    await ada.page.keyboard.press('Control+End');
    await ada.type('sent, ');
    await ada.expectText('notes\nsent, ');
    await host.end('SIGKILL');
    await ada.type('unsent');
    await ada.expectText('notes\nsent, unsent');
    await ada.waitForOutbox();
    await ada.page.close();
    await host.restart();
    const again = await ada.reopen();
    await again.join(host.link, 'Ada');
    await again.ready();
    await again.open('notes.txt');
    await again.expectText('notes\nsent, unsent');
    const owner = await WorkbenchPage.ofHost(browser, host.url);
    await owner.open('notes.txt');
    await owner.expectText('notes\nsent, unsent');
    await owner.close();
  } finally {
    await ada.close();
    await host.close();
  }
});
