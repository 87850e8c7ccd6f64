import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

/** Opens the recorded past of the session in a window of the host's own, and gives its player. */
async function replaying(window: WorkbenchPage) {
  await window.command('Ensemble: Replay This Session');
  const player = window.page.getByRole('toolbar', { name: 'Player' });
  // A workbench that opens takes the keyboard; a file is in the folder of a moment once that is shown.
  await expect(async () => {
    await player.getByRole('slider', { name: 'Time' }).press('End');
    await expect(player.getByRole('status', { name: 'Moment' })).toContainText('notes.txt', { timeout: 1_000 });
  }).toPass();
  await window.open('notes.txt');
  return player;
}

test('two people look back at a session, each at a moment of their own: by edits, by a search, by a line, and by what differs', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'notes.txt'), 'one\ntwo\n');
  const guest = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const other = await WorkbenchPage.ofHost(browser, host.url);
  try {
    await guest.open('notes.txt');
    await guest.goToEnd(1);
    await guest.type(' apple');
    await guest.save();
    await expect.poll(() => host.read('notes.txt')).toBe('one apple\ntwo\n');
    await guest.page.keyboard.press('Control+Home');
    await guest.type('zero\n');
    await own.open('notes.txt');
    await own.expectText('zero\none apple\ntwo\n');
    await own.goToEnd(2);
    for (const _ of 'apple') await own.page.keyboard.press('Backspace');
    await own.type('pear');
    await guest.expectText('zero\none pear\ntwo\n');

    const player = await replaying(own);
    await own.expectText('zero\none pear\ntwo\n');
    const moment = player.getByRole('status', { name: 'Moment' });
    await expect(moment).toContainText('edited notes.txt');

    // By its edits and saves, with the keys of the bar and with those of everywhere.
    await player.getByRole('button', { name: 'Previous Edit' }).click();
    await player.getByRole('button', { name: 'Previous Edit' }).click();
    await own.expectText(/^zero\none (?!pear\n)/);
    await own.page.keyboard.press('Control+Alt+Shift+z');
    await expect(moment).toContainText('saved notes.txt');
    await own.expectText('one apple\ntwo\n');
    await player.getByRole('button', { name: 'Filter' }).click();
    await player.getByRole('checkbox', { name: 'Saves' }).uncheck();
    await expect(player.getByRole('button', { name: 'Filter (1 hidden)' })).toBeVisible();
    await own.page.keyboard.press('Escape');

    // The other one sees the end meanwhile.
    await replaying(other);
    await other.expectText('zero\none pear\ntwo\n');
    await own.expectText('one apple\ntwo\n');

    await own.command('Ensemble: Search in Time');
    const time = own.page.getByRole('textbox', { name: 'Text to search in time' });
    await time.fill('apple');
    await time.press('Enter');
    const rows = own.page.getByRole('list', { name: 'Moments' }).getByRole('listitem');
    await expect(rows).toHaveCount(2);
    await expect(rows.first()).toContainText('Ada: it appeared in notes.txt, line 1');
    await expect(rows.last()).toContainText('it went in notes.txt, line 2');
    await rows.last().getByRole('button').click();
    // Keys that come close together are one edit.
    await own.expectText(/^zero\none (?!apple\n|pear\n)\w*\ntwo/);

    await player.getByRole('slider', { name: 'Time' }).press('End');
    await own.expectText('zero\none pear\ntwo\n');
    await own.open('notes.txt');
    await own.goToEnd(2);
    await own.command('Ensemble: History of This Line');
    await expect(own.page.getByRole('heading', { name: 'History of line 2 of notes.txt' })).toBeVisible();
    await expect(rows.first()).toContainText('one');
    await expect(rows.last()).toContainText('one pear');
    await own.command('Ensemble: Earlier Version of This Line');
    await own.expectText(/^(zero\n)?one apple\n/);

    await own.command('Ensemble: Why Is This Line So');
    await expect(own.page.getByRole('heading', { name: /^Why line \d of notes.txt is so/ })).toBeVisible();
    await expect(rows.filter({ hasText: 'Ada: typed “apple”' })).toHaveCount(1);
    await expect(rows.filter({ hasText: 'Ada came in' })).toHaveCount(1);
    await own.page.screenshot({ path: test.info().outputPath('why.png') });

    await own.command('Ensemble: Remember This Moment to Compare');
    await player.getByRole('slider', { name: 'Time' }).press('End');
    await own.command('Ensemble: Compare All Files with the Remembered Moment');
    await expect(rows).toHaveText([/notes\.txt/]);
    await rows.first().getByRole('button').click();
    await expect(own.page.locator('.monaco-diff-editor').first()).toContainText('one pear');
    await own.page.screenshot({ path: test.info().outputPath('diff.png') });

    const fork = join(dirname(host.folder), 'fork');
    await own.command('Ensemble: Fork from Here');
    await own.page.locator('.quick-input-list .monaco-list-row', { hasText: 'A new folder' }).click();
    const place = own.page.locator('.quick-input-widget input').first();
    await expect(own.page.locator('.quick-input-widget')).toContainText('Place of the new folder');
    await place.fill(fork);
    await place.press('Enter');
    await expect(own.page.getByText(`1 file is in ${fork} now`).first()).toBeVisible();
    expect(await readFile(join(fork, 'notes.txt'), 'utf8')).toBe('zero\none pear\ntwo\n');
    expect([...own.errors, ...other.errors]).toEqual([]);
  } finally {
    for (const window of [guest, own, other]) await window.close();
    await rm(join(dirname(host.folder), 'fork'), { recursive: true, force: true });
    await host.close();
  }
});

test('a window that shows a recording says so where that is gone, and goes back to the session', async ({
  browser,
}) => {
  test.setTimeout(90_000);
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'notes.txt'), 'one\n');
  const own = await WorkbenchPage.ofHost(browser, host.url);
  try {
    await own.open('notes.txt');
    await own.type('two ');
    await own.save();
    await expect.poll(() => host.read('notes.txt')).toBe('two one\n');
    await replaying(own);
    await own.page.evaluate('location.hash += "&recording=aaaaaaaaaaaaaaaaaaaaaa"');
    await expect(own.page.getByText(/This recording is not here/).first()).toBeVisible({ timeout: 30_000 });
    expect(own.errors).toEqual([]);
  } finally {
    await own.close();
    await host.close();
  }
});
