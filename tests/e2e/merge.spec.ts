import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const poem = (changes: Record<number, string> = {}) =>
  Array.from({ length: 9 }, (_, at) => `${changes[at + 1] ?? `line ${at + 1}`}\n`).join('');

/** A host of a folder whose two branches changed the same lines, one merged into the other. */
async function mergingHost(): Promise<{ host: RunningHost; git: (...args: string[]) => string }> {
  const host = await RunningHost.start();
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: host.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const write = (text: string) => writeFile(join(host.folder, 'poem.txt'), text);
  await write(poem());
  await writeFile(join(host.folder, 'gone.txt'), 'gone\n');
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Olga');
  git('config', 'user.email', 'olga@example.org');
  git('add', '--all');
  git('commit', '-q', '-m', 'Begin');
  git('checkout', '-q', '-b', 'topic');
  await write(poem({ 2: 'line 2 of the topic', 5: 'line 5 of the topic', 8: 'line 8 of the topic' }));
  await writeFile(join(host.folder, 'gone.txt'), 'gone, said the topic\n');
  git('commit', '-q', '-am', 'On the topic');
  git('checkout', '-q', 'main');
  await write(poem({ 2: 'line 2 of main', 8: 'line 8 of main' }));
  git('rm', '-q', 'gone.txt');
  git('commit', '-q', '-am', 'On main');
  return { host, git };
}

const showChanges = async (window: WorkbenchPage) => {
  await window.page.keyboard.press('Control+Shift+G');
  await window.page.getByRole('tree', { name: 'Source Control Management' }).waitFor();
};

const row = (window: WorkbenchPage, name: string | RegExp): Locator =>
  window.page.getByRole('tree', { name: 'Source Control Management' }).getByRole('treeitem', { name });

const result = (window: WorkbenchPage) => window.page.locator('.merge-editor .code-view.result');
const side = (window: WorkbenchPage, is: 'incoming' | 'current') =>
  window.page.locator('.merge-editor .code-view.input').nth(is === 'incoming' ? 0 : 1);

// Two people's windows take long to come on a busy machine.
test.slow();

test('two people resolve a merge in one result, see who took which side, and complete it', async ({ browser }) => {
  const { host, git } = await mergingHost();
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    await showChanges(owner);
    await showChanges(ada);
    await expect(owner.page.locator('.statusbar-item', { hasText: 'main' })).toBeVisible({ timeout: 15_000 });
    await ada.command('Git: Merge…');
    await ada.page.locator('.quick-input-list .monaco-list-row', { hasText: 'topic' }).first().click();
    const marked = () => host.read('poem.txt');
    await expect.poll(marked).toContain('<<<<<<< HEAD');
    const before = await marked();
    for (const window of [owner, ada]) {
      await row(window, /^poem\.txt/).click();
      await expect(result(window)).toContainText('2 Conflicts Remaining', { timeout: 15_000 });
    }
    await owner.page.screenshot({ path: 'test-results/merge-opened.png' });
    expect(await marked()).toBe(before);
    await owner.expectDirty('poem.txt', false);
    await row(ada, /^poem\.txt/)
      .getByRole('button', { name: 'Stage Changes' })
      .click();
    await expect(ada.page.getByText('Stage poem.txt with conflicts?')).toBeVisible();
    await ada.page.getByRole('button', { name: 'Cancel' }).click();
    await side(ada, 'incoming').getByRole('button', { name: 'Accept Incoming' }).first().click();
    for (const window of [owner, ada]) await expect(result(window)).toContainText('1 Conflict Remaining');
    await expect(result(owner)).toContainText('Ada took Incoming');
    await expect(result(ada)).toContainText('You took Incoming');
    await side(owner, 'current').getByRole('button', { name: 'Accept Current' }).last().click();
    await expect(result(ada)).toContainText('0 Conflicts Remaining');
    await owner.page.screenshot({ path: 'test-results/merge-owner.png' });
    await ada.page.screenshot({ path: 'test-results/merge-ada.png' });
    await ada.page.getByRole('button', { name: 'Complete Merge' }).click();
    await expect(row(owner, /^Staged Changes/)).toBeVisible({ timeout: 10_000 });
    expect(git('show', ':poem.txt')).toBe(
      poem({ 2: 'line 2 of the topic', 5: 'line 5 of the topic', 8: 'line 8 of main' }),
    );
    // The other's merge editor gives way to the file.
    await expect(owner.page.locator('.merge-editor')).toHaveCount(0);
    await owner.expectText(poem({ 2: 'line 2 of the topic', 5: 'line 5 of the topic', 8: 'line 8 of main' }));
    await row(ada, /^gone\.txt/).click();
    await ada.page.screenshot({ path: 'test-results/merge-gone.png' });
    await ada.page.getByRole('button', { name: 'Delete File' }).click();
    await expect(row(owner, /^Merge Changes/)).toHaveCount(0, { timeout: 10_000 });
    expect(git('ls-files', '-u')).toBe('');
    expect([...owner.errors, ...ada.errors]).toEqual([]);
  } finally {
    await owner.close();
    await ada.close();
    await host.close();
  }
});

test('markers are resolved in the text itself, and an abort restores everything but loses nobody’s text', async ({
  browser,
}) => {
  const { host, git } = await mergingHost();
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    for (const window of [owner, ada]) await window.open('poem.txt');
    await expect(owner.page.locator('.statusbar-item', { hasText: 'main' })).toBeVisible({ timeout: 15_000 });
    expect(() => git('merge', '-q', 'topic')).toThrow();
    const lens = (title: string) => ada.editor.locator('.codelens-decoration a', { hasText: title });
    await expect(lens('Accept Incoming Change')).toHaveCount(2);
    await ada.page.screenshot({ path: 'test-results/merge-markers.png' });
    const marked = await ada.text();
    await lens('Accept Incoming Change').first().click();
    await owner.expectText(/^line 1\nline 2 of the topic\nline 3\n/);
    await ada.page.keyboard.press('Control+z');
    await owner.expectText(marked);
    await ada.goToEnd(3);
    await ada.command('Merge Conflict: Accept Both');
    await owner.expectText(/^line 1\nline 2 of main\nline 2 of the topic\nline 3\n/);
    await ada.goToEnd(5);
    await ada.type(' by Ada');
    await owner.expectText(/line 4 by Ada\n/);
    await owner.command('Git: Abort What Is Under Way');
    await owner.page.getByRole('button', { name: 'Abort', exact: true }).click();
    const before = poem({ 2: 'line 2 of main', 4: 'line 4 by Ada', 8: 'line 8 of main' });
    for (const window of [owner, ada]) await window.expectText(before);
    await expect(ada.page.locator('.notification-toast', { hasText: 'The one that was here is kept' })).toBeVisible();
    await ada.page.screenshot({ path: 'test-results/merge-aborted.png' });
    expect(await host.read('poem.txt')).toBe(poem({ 2: 'line 2 of main', 8: 'line 8 of main' }));
    expect([...owner.errors, ...ada.errors]).toEqual([]);
  } finally {
    await owner.close();
    await ada.close();
    await host.close();
  }
});
