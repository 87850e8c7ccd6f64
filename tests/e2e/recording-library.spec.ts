import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { root } from './lib/ensemble-process.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const sample = join(root, 'examples', 'boat-race.ensemble');

/** A host whose session has a recording of Ada's typing, and its own window. */
async function recorded(browser: Browser) {
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'notes.txt'), '');
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const { page } = own;
  await own.command('Ensemble: Start Recording');
  await own.say('Monday');
  await own.open('notes.txt');
  await own.type('plums and pears\nthe needle in it\n');
  await own.command('Ensemble: Add Marker');
  await own.say('a good moment');
  await own.page.keyboard.press('Control+Home');
  await own.type('first ');
  await own.command('Ensemble: Stop Recording');
  return { host, own, page };
}

const player = (page: Page) => page.getByRole('toolbar', { name: 'Player' });
const moment = (page: Page) => player(page).getByRole('status', { name: 'Moment' });

test('words that are found in a recording lead to their moment, with the file at the line', async ({ browser }) => {
  test.setTimeout(180_000);
  const { host, own, page } = await recorded(browser);
  try {
    await own.command('Ensemble: Search Recordings…');
    await own.say('needle');
    await page.screenshot({ path: test.info().outputPath('found.png') });
    await own.choose('the needle');
    await expect(player(page)).toBeVisible();
    await expect(moment(page)).toContainText('edited notes.txt');
    await expect(page.locator('.monaco-editor .view-lines').first()).toContainText('needle');
    await expect(page.getByText('Ln 2').first()).toBeVisible();
    await page.screenshot({ path: test.info().outputPath('place.png') });
    await player(page).getByText('Back to the Session').click();
    await own.ready();
    await own.command('Ensemble: Search Recordings…');
    await own.say('good moment');
    await own.choose('Marker');
    await expect(moment(page)).toContainText('a good moment');
    expect(own.errors).toEqual([]);
  } finally {
    await own.close();
    await host.close();
  }
});

test('a recording is shared by a link that shows it alone, taken back, kept for some days and deleted under two players', async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const { host, own, page } = await recorded(browser);
  const second = await WorkbenchPage.ofHost(browser, host.url);
  const context = await browser.newContext();
  try {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await own.command('Ensemble: Share Recording by a Link…');
    await own.choose('Monday');
    await page.screenshot({ path: test.info().outputPath('lifetime.png') });
    await own.choose('1 day');
    await expect(page.getByText('The link to “Monday” is on the clipboard').first()).toBeVisible();
    await page.screenshot({ path: test.info().outputPath('shared.png') });
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(/#session=.*&watch=/);

    const watcher = await context.newPage();
    const watching = WorkbenchPage.around(watcher);
    await watcher.goto(link);
    await expect(player(watcher)).toBeVisible({ timeout: 60_000 });
    await expect(async () => {
      await player(watcher).getByRole('slider', { name: 'Time' }).press('End');
      await expect(moment(watcher)).toContainText('edited notes.txt', { timeout: 1_000 });
    }).toPass({ timeout: 30_000 });
    await watching.open('notes.txt');
    await watching.expectText(/first plums and pears\nthe needle in it\n/);
    await expect(player(watcher).getByText('Back to the Session')).toHaveCount(0);
    await watcher.screenshot({ path: test.info().outputPath('watcher-dark.png') });
    await watching.command('Preferences: Color Theme');
    await watcher.locator('.quick-input-list .monaco-list-row', { hasText: 'Light Modern' }).first().click();
    await expect(watcher.locator('body > .monaco-workbench.vs, .monaco-workbench.vs').first()).toBeVisible();
    await watcher.screenshot({ path: test.info().outputPath('watcher-light.png') });
    // Words that are typed now are none of theirs.
    await own.type('secret');
    await watching.expectText(/^first plums/);

    await own.command('Ensemble: Links to Recordings…');
    await page.screenshot({ path: test.info().outputPath('links.png') });
    await own.choose('Monday');
    await page.getByRole('button', { name: 'Take Back' }).click();
    await expect(watcher.getByText('does not hold any more').first()).toBeVisible();
    await watcher.screenshot({ path: test.info().outputPath('taken-back.png') });
    await watcher.reload();
    await expect(watcher.getByText('ask for a new link').first()).toBeVisible();
    await watcher.screenshot({ path: test.info().outputPath('void-link.png') });

    await own.command('Ensemble: Keep Recording for…');
    await own.choose('Monday');
    await page.screenshot({ path: test.info().outputPath('days.png') });
    await own.choose('30 days');
    await expect(page.getByText('is kept for 30 days').first()).toBeVisible();
    await own.command('Ensemble: Storage…');
    await expect(page.locator('.quick-input-list .monaco-list-row', { hasText: 'Recordings: 1' })).toContainText(
      'One goes by itself',
    );
    await page.screenshot({ path: test.info().outputPath('storage.png') });
    await page.keyboard.press('Escape');

    await second.command('Ensemble: Open Recording…');
    const row = second.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Monday' }).first();
    await expect(row).toContainText('kept until');
    await row.click();
    await expect(player(second.page)).toBeVisible();
    await own.command('Ensemble: Delete Recording…');
    await own.choose('Monday');
    const dialog = page.locator('.monaco-dialog-box');
    await expect(dialog).toContainText('cannot be undone');
    await page.screenshot({ path: test.info().outputPath('delete.png') });
    await page.getByRole('button', { name: 'Delete, with All That Was Said' }).click();
    await expect(second.page.getByText('deleted meanwhile').first()).toBeVisible();
    await second.page.screenshot({ path: test.info().outputPath('deleted-meanwhile.png') });
    await second.page.getByText('Back to the Session').first().click();
    await second.ready();
    await own.command('Ensemble: Export Recording…');
    await expect(page.getByText('has no recording yet').first()).toBeVisible();
    await own.say('').catch(() => undefined);
    expect(own.errors).toEqual([]);
  } finally {
    await context.close();
    await second.close();
    await own.close();
    await host.close();
  }
});

test('a recording’s file opens in the player by a drop onto the window, and by a double click in the folder; other drops are the workbench’s', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const host = await RunningHost.start([]);
  await copyFile(sample, join(host.folder, 'race.ensemble'));
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const { page } = own;
  const browserItself = await page.context().newCDPSession(page);
  const drop = async (name: string, content: Buffer, [x, y] = [700, 500]) => {
    const path = join(host.home, name);
    await writeFile(path, content);
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'dragOver'] as const)
      await browserItself.send('Input.dispatchDragEvent', { type, x: x!, y: y!, data });
    await page.screenshot({ path: test.info().outputPath(`drag-${name}.png`) });
    await browserItself.send('Input.dispatchDragEvent', { type: 'drop', x: x!, y: y!, data });
  };
  try {
    await own.open('boats.json');
    await drop('plain.txt', Buffer.from('dropped words'), [200, 450]);
    await expect.poll(() => host.read('plain.txt').catch(() => '')).toBe('dropped words');
    const bytes = await readFile(sample);
    await drop('broken.ensemble', bytes.subarray(0, 5));
    await expect(page.getByText('This recording cannot be read').first()).toBeVisible();
    await drop('race.ensemble', bytes);
    await expect(player(page)).toBeVisible();
    await expect(player(page).getByRole('slider', { name: 'Time' })).toBeVisible();
    await player(page).getByText('Back to the Session').click();
    await own.ready();

    await own.treeItem('race.ensemble').click();
    const pane = page.getByRole('region', { name: 'Recording' });
    await expect(pane).toContainText('race.ensemble is a recording of a session.');
    await page.screenshot({ path: test.info().outputPath('pane.png') });
    await pane.getByText('Watch').click();
    await expect(player(page)).toBeVisible();
    await player(page).getByText('Back to the Session').click();
    await own.ready();
    await own.treeItem('race.ensemble').dblclick();
    await expect(player(page)).toBeVisible();
    expect(own.errors).toEqual([]);
  } finally {
    await own.close();
    await host.close();
  }
});
