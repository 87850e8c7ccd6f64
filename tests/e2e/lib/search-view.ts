import { expect, type Locator } from '@playwright/test';
import type { WorkbenchPage } from './workbench-page.ts';

/**
 * Replaces in all files by the search view, once it says that it has found as much as is expected. `look` is called
 * before.
 */
export async function replaceInFiles(
  { page }: WorkbenchPage,
  find: string,
  by: string,
  expected: string | RegExp,
  look: (view: Locator) => Promise<void> = async () => undefined,
): Promise<void> {
  await page.keyboard.press('Control+Shift+h');
  const view = page.locator('.search-view');
  const field = (name: RegExp) => view.getByRole('textbox', { name }).first();
  const found = view.locator('.messages').first();
  await expect(async () => {
    // Another search for the same words begins only where the field has changed.
    await field(/^Search/).fill('');
    await field(/^Search/).fill(find);
    await expect(found).toContainText(expected, { timeout: 5000 });
  }).toPass();
  await field(/^Replace/).fill(by);
  await expect(found).toContainText(expected);
  await look(view);
  await view
    .getByRole('button', { name: /^Replace All/ })
    .first()
    .click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Replace/ })
    .click();
}
