import { expect, type Locator } from '@playwright/test';
import { row } from './repository-host.ts';
import type { WorkbenchPage } from './workbench-page.ts';

/** The common result in the merge editor. */
export const result = (window: WorkbenchPage): Locator => window.page.locator('.merge-editor .code-view.result');

/** One side in the merge editor. */
export const side = (window: WorkbenchPage, is: 'incoming' | 'current'): Locator =>
  window.page.locator('.merge-editor .code-view.input').nth(is === 'incoming' ? 0 : 1);

/** Takes a side of the first or last hunk that is open. */
export const take = (window: WorkbenchPage, which: 'first' | 'last', is: 'incoming' | 'current'): Promise<void> =>
  side(window, is)
    .getByRole('button', { name: is === 'incoming' ? 'Accept Incoming' : 'Accept Current' })
    [which]()
    .click();

/** Opens a file in conflict by its row in the view of source control. */
export async function openConflict(window: WorkbenchPage, name: RegExp, words: string): Promise<void> {
  await row(window, name).click();
  await expect(result(window)).toContainText(words, { timeout: 15_000 });
}
