import type { BrowserContext, Page } from '@playwright/test';

const patienceMs = 300_000;
/** Time limit of a letter until it is shown: it waits for no line. */
const letterMs = 60_000;

export interface Visit {
  /** Time from the opening of the link until the form that asks for a name. */
  formMs: number;
  /** Time from the opening until a key that was typed into a file is shown. */
  typingMs: number;
  page: Page;
}

/** Opens a link, joins at once, opens a file and types, as fast as the network lets one. */
export async function visit(context: BrowserContext, link: string): Promise<Visit> {
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  page.setDefaultNavigationTimeout(patienceMs);
  const startedMs = performance.now();
  await page.goto(link, { waitUntil: 'commit' });
  const name = page.getByRole('textbox', { name: 'Your name' });
  await name.waitFor();
  const formMs = performance.now() - startedMs;
  await name.fill('Ada');
  await page.getByRole('button', { name: 'Join' }).click();
  const file = page
    .getByRole('tree', { name: 'Files Explorer' })
    .getByRole('treeitem', { name: 'README.md', exact: true });
  await file.dblclick();
  // A second visit brings the text back before it is asked for, and then focuses it once more.
  await page.locator('.editor-group-container.active .tab.active', { hasText: 'README.md' }).waitFor();
  const editor = page.locator('.editor-group-container.active .monaco-editor').first();
  await editor.locator('.view-line').first().waitFor();
  await editor.locator('textarea, .native-edit-context').first().focus();
  await page.locator('.editor-group-container.active .monaco-editor.focused').first().waitFor();
  await page.keyboard.press('Control+Home');
  const letter = String.fromCharCode(0x4e00 + Math.floor(Math.random() * 5000));
  await page.keyboard.type(letter);
  const shown = editor.locator('.view-line', { hasText: letter }).first().waitFor({ timeout: letterMs });
  await shown.catch(async () => {
    const focus = await page.evaluate(() => document.activeElement?.className);
    const status = await page.locator('.statusbar').innerText();
    throw new Error(
      `A letter typed into README.md was not shown. The focus is on “${focus}”; the status bar: ${status}`,
    );
  });
  return { formMs, typingMs: performance.now() - startedMs, page };
}

/** Opens a file from the explorer, and times it until its text is shown. */
export async function openFileMs(page: Page, name: string): Promise<number> {
  const startedMs = performance.now();
  await page.getByRole('tree', { name: 'Files Explorer' }).getByRole('treeitem', { name, exact: true }).dblclick();
  await page.locator('.editor-group-container.active .tab.active', { hasText: name }).waitFor();
  await page.locator('.editor-group-container.active .monaco-editor .view-line').first().waitFor();
  return performance.now() - startedMs;
}
