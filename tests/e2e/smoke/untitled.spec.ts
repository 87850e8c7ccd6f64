import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from '../lib/running-host.ts';
import { WorkbenchPage } from '../lib/workbench-page.ts';

test('an untitled buffer is shared, edited by two, and saved under a name', async ({ browser }) => {
  const host = await RunningHost.start();
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    await owner.command('File: New Untitled Text File');
    await owner.editor.locator('textarea, .native-edit-context').first().focus();
    await owner.type('an idea');
    await owner.command('Ensemble: Share Untitled File');
    await ada.command('Ensemble: Open Shared Untitled File…');
    await ada.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Untitled' }).first().click();
    await ada.expectText('an idea');
    await ada.editor.locator('textarea, .native-edit-context').first().focus();
    await ada.page.keyboard.press('Control+End');
    await ada.type(' of two');
    await owner.expectText('an idea of two');
    await owner.save();
    await owner.nameFile(join(host.folder, 'idea.txt'));
    await expect.poll(() => host.read('idea.txt').catch(() => '')).toBe('an idea of two');
  } finally {
    await owner.close();
    await ada.close();
    await host.close();
  }
});
