import { execFileSync } from 'node:child_process';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { root } from './lib/ensemble-process.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const sample = join(root, 'examples', 'boat-race.ensemble');

test('recordings’ files open from Welcome and by their paths: the sample, damaged, locked, newer and foreign ones', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const host = await RunningHost.start([]);
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const { page } = own;
  const player = page.getByRole('toolbar', { name: 'Player' });
  const at = (name: string) => join(host.home, name);
  const openFile = async (path: string) => {
    await own.command('Ensemble: Open Recording from a File…');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Type a path…' }).click();
    await page.locator('.quick-input-widget input').first().fill(path);
    await page.keyboard.press('Enter');
  };
  // A workbench that opens takes the keyboard.
  const toEnd = () =>
    expect(async () => {
      await player.getByRole('slider', { name: 'Time' }).press('End');
      const moment = player.getByRole('status', { name: 'Moment' });
      await expect(moment).toContainText('Ties share a place', { timeout: 1_000 });
    }).toPass();
  const leave = async () => {
    await player.getByText('Back to the Session').click();
    await own.ready();
  };
  try {
    const bytes = await readFile(sample);
    await page.screenshot({ path: test.info().outputPath('welcome.png') });
    await page.getByRole('button', { name: 'Open recording' }).click();
    await expect(page.locator('.quick-input-list .monaco-list-row').first()).toContainText('A Race of Two Boats');
    await page.screenshot({ path: test.info().outputPath('list.png') });
    await page.keyboard.press('Enter');
    await toEnd();
    await own.open('src/race.js');
    await own.expectText(/Boats with the same time share a place\./);
    await page.screenshot({ path: test.info().outputPath('sample.png') });
    // Another one, from within the player.
    await copyFile(sample, at('gone.ensemble'));
    const reloaded = page.waitForEvent('load');
    await openFile(at('gone.ensemble'));
    await reloaded;
    await toEnd();
    await rm(at('gone.ensemble'));
    await own.open('src/race.test.js');
    await own.expectText(/share a place/);
    await leave();
    await expect(own.treeItem('fleet.ts').or(own.treeItem('src')).first()).toBeVisible();

    await writeFile(at('cut.ensemble'), bytes.subarray(0, -20));
    await openFile(at('cut.ensemble'));
    await expect(page.getByText('its end is missing')).toBeVisible();
    await page.screenshot({ path: test.info().outputPath('damaged.png') });
    await page.getByRole('button', { name: 'Watch', exact: true }).click();
    await toEnd();
    await own.open('src/race.js');
    await own.expectText(/Places of a race/);
    await leave();

    const node = join(root, 'node_modules', '.bin', 'node');
    execFileSync(node, [join(root, 'scripts/make-sample-recording.ts'), at('locked.ensemble'), 'correct horse']);
    await openFile(at('locked.ensemble'));
    const passphrase = page.locator('.quick-input-widget input[type="password"]');
    await expect(page.getByText('its passphrase is needed')).toBeVisible();
    await passphrase.fill('wrong');
    await passphrase.press('Enter');
    await expect(page.getByText('not that of this recording')).toBeVisible();
    await page.screenshot({ path: test.info().outputPath('locked.png') });
    await passphrase.fill('correct horse');
    await passphrase.press('Enter');
    await expect(player).toBeVisible();
    await leave();

    const newer = Buffer.from(bytes);
    newer[9] = 9;
    await writeFile(at('newer.ensemble'), newer);
    await openFile(at('newer.ensemble'));
    await expect(page.getByText('This recording cannot be read').first()).toBeVisible();
    await page.getByRole('button', { name: 'Another File…' }).first().click();
    await expect(page.locator('.quick-input-list .monaco-list-row', { hasText: 'Type a path…' })).toBeVisible();
    await page.keyboard.press('Escape');
    await openFile(at('nowhere.ensemble'));
    await expect(page.getByText('There is no file').first()).toBeVisible();
    expect(own.errors).toEqual([]);
  } finally {
    await own.close();
    await host.close();
  }
});

test('a recording is exported from the window: sealed by a passphrase that is typed twice, downloaded as a report, and watched again', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const host = await RunningHost.start([]);
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const { page } = own;
  const choose = (label: string) =>
    page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
  const input = page.locator('.quick-input-widget input').first();
  const say = async (words: string) => {
    await expect(input).toBeVisible();
    await input.fill(words);
    await page.keyboard.press('Enter');
  };
  try {
    await own.command('Ensemble: Start Recording');
    await say('Monday');
    await own.open('boats.json');
    await own.type(' ');
    await own.command('Ensemble: Stop Recording');
    await own.command('Ensemble: Export Recording…');
    await choose('Monday');
    await page.screenshot({ path: test.info().outputPath('forms.png') });
    await choose('A file .ensemble');
    await choose('Encrypted by a passphrase');
    const passphrase = page.locator('.quick-input-widget input[type="password"]');
    await passphrase.fill('correct horse');
    await passphrase.press('Enter');
    await expect(page.getByText('The same passphrase again')).toBeVisible();
    await passphrase.fill('correct house');
    await passphrase.press('Enter');
    await expect(page.getByText('not the same passphrase')).toBeVisible();
    await page.screenshot({ path: test.info().outputPath('twice.png') });
    await passphrase.fill('correct horse');
    await passphrase.press('Enter');
    await choose('Into a folder');
    await expect(page.getByText('A folder, or the path of a new file')).toBeVisible();
    await say(host.home);
    await expect(page.getByText('The recording is exported').first()).toContainText('encrypted', { timeout: 30_000 });
    expect((await readFile(join(host.home, 'monday.ensemble'))).subarray(0, 8).toString()).toBe('ENSEMBLE');

    await own.command('Ensemble: Export Recording…');
    await choose('Monday');
    const download = page.waitForEvent('download');
    await choose('Report to read or print');
    await choose('Download');
    const report = await download;
    expect(report.suggestedFilename()).toBe('monday.html');
    const place = test.info().outputPath('monday.html');
    await report.saveAs(place);
    const reader = await browser.newPage();
    await reader.goto(`file://${place}`);
    await expect(reader.getByRole('cell', { name: 'boats.json' })).toBeVisible();
    await reader.screenshot({ path: test.info().outputPath('report.png') });
    await reader.close();

    await own.command('Ensemble: Tag Recording…');
    await choose('Monday');
    await expect(page.getByText('Words between commas')).toBeVisible();
    await say('races, ties');
    await expect(page.getByText('kept under these words').first()).toBeVisible();
    await own.command('Ensemble: Search Recordings…');
    await expect(page.getByText('everything that their texts ever had')).toBeVisible();
    await say('ties');
    await expect(page.locator('.quick-input-list .monaco-list-row').first()).toContainText('Tag: ties');
    await page.screenshot({ path: test.info().outputPath('found.png') });
    await page.keyboard.press('Escape');
    // A recording that is watched is exported from there.
    await own.command('Ensemble: Open Recording…');
    await choose('Monday');
    await expect(page.getByRole('toolbar', { name: 'Player' })).toBeVisible();
    await own.command('Ensemble: Export Recording…');
    await choose('asciicast');
    await choose('Download');
    await expect(page.getByText('No terminal was shared in this recording').first()).toBeVisible();
    expect(own.errors).toEqual([]);
  } finally {
    await own.close();
    await host.close();
  }
});
