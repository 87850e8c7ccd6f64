import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const tenLines = Array.from({ length: 10 }, (_, index) => `line ${index + 1}\n`).join('');

let host: RunningHost;
let owner: WorkbenchPage;
let ada: WorkbenchPage;

test.beforeEach(async ({ browser }) => {
  host = await RunningHost.start();
  for (const name of ['shared.txt', 'other.txt']) await writeFile(join(host.folder, name), tenLines);
  owner = await WorkbenchPage.ofHost(browser, host.url);
  ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  for (const window of [owner, ada]) await window.open('shared.txt');
});

test.afterEach(async () => {
  for (const window of [owner, ada]) {
    expect(window.errors).toEqual([]);
    await window.close();
  }
  await host.close();
});

const locks = ({ page }: WorkbenchPage): Locator => page.getByRole('list', { name: 'Locks', exact: true });
const item = (window: WorkbenchPage, name: string | RegExp): Locator => locks(window).getByRole('listitem', { name });
const marks = ({ editor }: WorkbenchPage): Locator => editor.locator('.ensemble-mark.ensemble-lock');

async function showLocks(window: WorkbenchPage): Promise<void> {
  await window.page.getByRole('tab', { name: 'Ensemble' }).click();
  await expect(locks(window)).toBeAttached();
  await window.editor.locator('textarea, .native-edit-context').first().focus();
}

async function goTo(window: WorkbenchPage, line: number): Promise<void> {
  await window.page.keyboard.press('Control+Home');
  for (let at = 1; at < line; at++) await window.page.keyboard.press('ArrowDown');
  await window.page.keyboard.press('End');
}

/** Selects whole lines, as dragging over them does, and locks them. */
async function lockLines(window: WorkbenchPage, from: number, to: number): Promise<void> {
  await goTo(window, from);
  await window.page.keyboard.press('Home');
  for (let line = from; line <= to; line++) await window.page.keyboard.press('Shift+ArrowDown');
  await window.command('Ensemble: Lock Selection');
}

test('a locked selection is seen by the others in gutter, list, tab and explorer, and moves with its text', async () => {
  await showLocks(owner);
  await lockLines(ada, 3, 5);
  await expect(item(owner, /^shared\.txt, lines 3–5, locked by Ada, until /)).toBeVisible();
  await expect(marks(owner)).toHaveCount(3);
  await expect(marks(ada)).toHaveCount(3);
  const badge = '[class*="monaco-decoration-"]';
  await expect(owner.page.locator('.tab', { hasText: 'shared.txt' }).locator(badge)).not.toHaveCount(0);
  await expect(marks(owner).first()).toHaveAttribute('title', /^Locked by Ada until .* \(lines 3–5\)$/);
  await goTo(owner, 1);
  await owner.page.keyboard.press('Enter');
  await expect(item(owner, /lines 4–6/)).toBeVisible();
  await expect(marks(owner)).toHaveCount(3);
  await owner.page.getByRole('tab', { name: /^Explorer/ }).click();
  await expect(owner.treeItem('shared.txt').locator(badge)).not.toHaveCount(0);
  await expect(owner.treeItem('other.txt').locator(badge)).toHaveCount(0);
});

test('who edits in a lock is asked; taken back, the text is as before; edited anyway, nobody asks again', async () => {
  await showLocks(owner);
  await lockLines(ada, 3, 5);
  await expect(item(owner, /lines 3–5/)).toBeVisible();
  await goTo(owner, 8);
  await owner.type(' free');
  await ada.expectText(/line 8 free/);
  const question = owner.page.getByRole('dialog', { name: /Ada has locked these lines until .*Edit anyway\?/ });
  await goTo(owner, 4);
  await owner.type('!');
  await expect(question).toBeVisible();
  await owner.page.getByRole('button', { name: 'Take it back' }).click();
  await owner.expectText(/line 4\n/);
  await ada.expectText(/line 4\n[\s\S]*line 8 free/);
  await owner.editor.locator('textarea, .native-edit-context').first().focus();
  await goTo(owner, 4);
  await owner.type('?');
  await expect(question).toBeVisible();
  await owner.page.getByRole('button', { name: 'Edit anyway' }).click();
  await expect(question).toBeHidden();
  await owner.editor.locator('textarea, .native-edit-context').first().focus();
  await owner.type('?');
  await ada.expectText(/line 4\?\?\n/);
  await expect(question).toBeHidden();
});

test('a locked file is refused to the next, force unlock leaves a trace and tells the holder', async () => {
  for (const window of [owner, ada]) await showLocks(window);
  await ada.command('Ensemble: Lock File');
  await expect(item(owner, /^shared\.txt, locked by Ada/)).toBeVisible();
  await lockLines(owner, 2, 2);
  await expect(owner.page.getByText(/Ada has locked shared\.txt until/).first()).toBeVisible();
  await item(owner, /locked by Ada/)
    .getByRole('button', { name: 'Force unlock' })
    .click();
  const question = owner.page.getByRole('dialog', { name: /Force unlock shared\.txt\?/ });
  await expect(question).toBeVisible();
  await question.getByRole('button', { name: 'Force unlock' }).click();
  await expect(item(owner, /locked by Ada/)).toHaveCount(0);
  await expect(ada.page.getByText(/ended your lock of shared\.txt/).first()).toBeVisible();
  for (const window of [owner, ada]) {
    const traces = window.page.getByRole('list', { name: 'Unlocked by force' });
    await expect(traces.getByRole('listitem')).toHaveText([/ended .*lock.* of shared\.txt/]);
    await expect(marks(window)).toHaveCount(0);
  }
  await lockLines(owner, 2, 2);
  await expect(item(ada, /shared\.txt, line 2/)).toBeVisible();
});

test('a lock is given up by its button, by the palette, and by going', async () => {
  for (const window of [owner, ada]) await showLocks(window);
  await lockLines(ada, 3, 3);
  await expect(item(owner, /line 3/)).toBeVisible();
  await item(ada, /line 3/)
    .getByRole('button', { name: 'Unlock', exact: true })
    .click();
  await expect(item(owner, /line 3/)).toHaveCount(0);
  await ada.editor.locator('textarea, .native-edit-context').first().focus();
  await lockLines(ada, 6, 7);
  await expect(item(owner, /lines 6–7/)).toBeVisible();
  await ada.command('Ensemble: Unlock…');
  await ada.page.locator('.quick-input-list .monaco-list-row', { hasText: 'lines 6–7' }).click();
  await expect(item(owner, /lines 6–7/)).toHaveCount(0);
});
