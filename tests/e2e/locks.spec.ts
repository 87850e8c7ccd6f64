import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { Network } from './lib/network.ts';
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
  const section = window.page.getByRole('button', { name: /^Locks Section/ });
  // Closed until there is a lock.
  if ((await section.getAttribute('aria-expanded')) === 'false') await section.click();
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

test('who edits in a lock is asked without losing the keyboard; taken back, all of it goes, and nothing else', async () => {
  test.slow();
  await showLocks(owner);
  await lockLines(ada, 3, 5);
  await expect(item(owner, /lines 3–5/)).toBeVisible();
  await goTo(owner, 8);
  await owner.type(' free');
  await ada.expectText(/line 8 free/);
  const question = owner.page
    .locator('.notification-list-item', { hasText: /Ada has locked these lines until .*Edit anyway\?/ })
    .first();
  await goTo(owner, 4);
  await owner.type(' typed');
  await expect(question).toBeVisible();
  await owner.type(' on');
  await owner.expectText(/line 4 typed on\n/);
  await owner.page.screenshot({ path: 'test-results/lock-question.png' });
  await goTo(owner, 9);
  await owner.type(' elsewhere');
  await question.getByRole('button', { name: 'Take It Back' }).click();
  await expect(question).toBeHidden();
  await owner.expectText(/line 4\n/);
  await ada.expectText(/line 4\n[\s\S]*line 8 free\nline 9 elsewhere\n/);
  await owner.editor.locator('textarea, .native-edit-context').first().focus();
  await goTo(owner, 4);
  await owner.type('?');
  await question.getByRole('button', { name: 'Edit Anyway' }).click();
  await expect(question).toBeHidden();
  await owner.editor.locator('textarea, .native-edit-context').first().focus();
  await owner.type('?');
  await ada.expectText(/line 4\?\?\n/);
  await expect(question).toBeHidden();
});

test('the question goes when the lock does', async () => {
  await lockLines(ada, 3, 5);
  await showLocks(owner);
  await expect(item(owner, /lines 3–5/)).toBeVisible();
  await goTo(owner, 4);
  await owner.type('!');
  const question = owner.page.locator('.notification-list-item', { hasText: /Ada has locked these lines/ }).first();
  await expect(question).toBeVisible();
  await ada.command('Ensemble: Unlock…');
  await ada.page.locator('.quick-input-list .monaco-list-row', { hasText: 'lines 3–5' }).click();
  await expect(question).toBeHidden();
  await ada.expectText(/line 4!\n/);
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
  await ada.editor.locator('textarea, .native-edit-context').first().focus();
  await lockLines(ada, 9, 9);
  await expect(item(owner, /line 9/)).toBeVisible();
  const unlock = (line: RegExp) => item(ada, line).getByRole('button', { name: 'Unlock', exact: true });
  await unlock(/line 3/).press('Enter');
  await expect(item(owner, /line 3/)).toHaveCount(0);
  await expect(item(ada, /line 9/).getByRole('button', { name: /^Go to/ })).toBeFocused();
  await unlock(/line 9/).press('Enter');
  await expect(item(owner, /line 9/)).toHaveCount(0);
  await expect(ada.page.getByRole('button', { name: /^Locks Section/ })).toBeFocused();
  await ada.editor.locator('textarea, .native-edit-context').first().focus();
  await lockLines(ada, 6, 7);
  await expect(item(owner, /lines 6–7/)).toBeVisible();
  await ada.command('Ensemble: Unlock…');
  await ada.page.locator('.quick-input-list .monaco-list-row', { hasText: 'lines 6–7' }).click();
  await expect(item(owner, /lines 6–7/)).toHaveCount(0);
});

test('while the session’s server is out of reach, the host’s window locks by files, and hands them over when it is back', async ({
  browser,
}) => {
  test.slow();
  const network = await Network.start();
  const away = await WorkbenchPage.ofHost(browser, host.url, { network, clock: true });
  const lockFiles = () =>
    readdir(join(host.folder, '.ensemble', 'locks')).then(
      (names) => names.filter((name) => name.endsWith('.yaml')),
      () => [],
    );
  try {
    await showLocks(ada);
    await away.open('shared.txt');
    await lockLines(away, 2, 3);
    await expect(item(ada, /lines 2–3/)).toBeVisible();
    expect(await lockFiles()).toEqual([]);
    // The first connection of a window is that to the session; the host itself stays in reach by the other.
    network.cutOldest(Number(new URL(host.url).port));
    // The window hears of the cut some time after it, on a busy machine.
    const filesLater = async () => {
      await away.page.clock.runFor('00:05');
      return (await lockFiles()).length;
    };
    await expect.poll(filesLater).toBe(1);
    await away.editor.locator('textarea, .native-edit-context').first().focus();
    await lockLines(away, 6, 7);
    await showLocks(away);
    await expect(item(away, /lines 6–7/)).toBeVisible();
    await expect.poll(async () => (await lockFiles()).length).toBe(2);
    await expect(item(ada, /lines 6–7/)).toHaveCount(0);
    network.mend();
    await expect(item(ada, /lines 6–7/)).toBeVisible();
    await expect(item(ada, /lines 2–3/)).toBeVisible();
    await expect.poll(lockFiles).toEqual([]);
    await expect(item(away, /lines/)).toHaveCount(2);
    expect(away.errors).toEqual([]);
  } finally {
    await away.close();
    await network.close();
  }
});
