import { type Browser, expect } from '@playwright/test';
import { WorkbenchPage } from '../../e2e/lib/workbench-page.ts';
import type { DesktopApp } from './desktop-app.ts';

/** Shares the folder of a window with whoever has the link; answers the link that was copied. */
export async function share(owner: WorkbenchPage, app: DesktopApp): Promise<string> {
  await owner.command('Share This Folder');
  for (const choice of ['Editor', 'Let in everyone with the link'])
    await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: choice }).first().click();
  await expect.poll(() => app.call('readClipboard')).toMatch(/#session=/);
  return app.call('readClipboard');
}

/** Somebody else comes into the folder of a window, with a browser of their own. */
export async function shareWith(
  owner: WorkbenchPage,
  app: DesktopApp,
  browser: Browser,
  name: string,
): Promise<WorkbenchPage> {
  return WorkbenchPage.ofGuest(browser, await share(owner, app), name);
}
