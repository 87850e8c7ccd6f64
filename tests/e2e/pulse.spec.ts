import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('a line at which somebody points is lit for all who see it, for a moment', async ({ browser }) => {
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'shared.txt'), 'one\ntwo\nthree\n');
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    for (const window of [owner, ada]) await window.open('shared.txt');
    await ada.page.keyboard.press('Control+Home');
    await ada.page.keyboard.press('ArrowDown');
    await ada.command('Ensemble: Point at This Line');
    for (const window of [owner, ada]) {
      const light = window.editor.locator('.ensemble-pulse-line');
      await expect(light).toHaveCount(1);
      await window.page.screenshot({ path: `test-results/pulse-${window === owner ? 'owner' : 'ada'}.png` });
    }
    await expect(owner.editor.locator('.ensemble-pulse-line')).toHaveCount(0);
    expect([...owner.errors, ...ada.errors]).toEqual([]);
  } finally {
    await owner.close();
    await ada.close();
    await host.close();
  }
});
