import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { WorkbenchPage } from '../e2e/lib/workbench-page.ts';
import { test } from './lib/desktop.ts';

test('a session is recorded and watched again in the app, and its link opens the player in a window of its own', async ({
  desktop,
}) => {
  test.setTimeout(180_000);
  const boats = desktop.profile.folder('boats');
  const app = await desktop.start({ args: [boats] });
  const own = await (await app.window()).workbench();
  const { page } = own;
  const player = page.getByRole('toolbar', { name: 'Player' });
  await own.command('Ensemble: Start Recording');
  await own.say('Saturday');
  await own.open('hello.txt');
  await own.type('recorded ');
  await own.command('Ensemble: Stop Recording');
  await own.command('Ensemble: Open Recording…');
  await own.choose('Saturday');
  await expect(player).toBeVisible({ timeout: 60_000 });
  await player.getByRole('slider', { name: 'Time' }).press('End');
  await expect(player.getByRole('status', { name: 'Moment' })).toContainText('edited hello.txt');
  await own.open('hello.txt');
  await own.expectText(/^recorded /);
  await page.screenshot({ path: test.info().outputPath('player.png') });
  await player.getByText('Back to the Session').click();
  await own.ready();

  await own.command('Ensemble: Share Recording by a Link…');
  await own.choose('Saturday');
  await own.choose('1 day');
  await expect.poll(() => app.call('readClipboard')).toMatch(/#session=.*&watch=/);
  const link = await app.call('readClipboard');
  await own.command('Join');
  await own.say(link);
  const window = await app.window(2);
  await (await window.page()).getByRole('link', { name: 'Join', exact: true }).click();
  const watching = (await window.page()).getByRole('toolbar', { name: 'Player' });
  await expect(watching).toBeVisible({ timeout: 60_000 });
  await expect(watching.getByText('Back to the Session')).toHaveCount(0);
  await (await window.page()).screenshot({ path: test.info().outputPath('watching.png') });
});

test('a copy of a recording is kept in the app’s own library, watched in another folder once its session is gone, renamed and deleted', async ({
  desktop,
}) => {
  test.setTimeout(180_000);
  const boats = desktop.profile.folder('boats');
  const first = await desktop.start({ args: [boats] });
  const own = await (await first.window()).workbench();
  const picture = (of: WorkbenchPage, name: string) =>
    of.page.screenshot({ path: test.info().outputPath(`${name}.png`) });
  await own.command('Ensemble: Start Recording');
  await own.say('Sunday');
  await own.open('hello.txt');
  await own.type('recorded ');
  await own.waitForSent();
  await own.command('Ensemble: Stop Recording');
  await own.command('Ensemble: Keep a Copy of a Recording…');
  await own.choose('Sunday');
  await expect(own.page.getByText('A copy of the recording is kept on this computer').first()).toBeVisible();
  await picture(own, 'kept');
  await first.quit();
  await first.ended();
  rmSync(boats, { recursive: true });
  rmSync(join(desktop.profile.home, 'folders'), { recursive: true });

  const second = await desktop.start({ args: [desktop.profile.folder('elsewhere')] });
  const other = await (await second.window()).workbench();
  const copy = other.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Copy on this computer' });
  await other.command('Ensemble: Rename Recording…');
  await other.choose('Sunday');
  await other.say('The last Sunday');
  await expect(other.page.getByText('The recording is kept under these words').first()).toBeVisible();
  await other.command('Ensemble: Open Recording…');
  await expect(copy).toContainText('The last Sunday');
  for (const words of ['of boats', '1 file', 'kB', 'by ']) await expect(copy).toContainText(words);
  await picture(other, 'library');
  await copy.click();
  const player = other.page.getByRole('toolbar', { name: 'Player' });
  await expect(player).toBeVisible({ timeout: 60_000 });
  await player.getByRole('slider', { name: 'Time' }).press('End');
  await other.open('hello.txt');
  await other.expectText(/^recorded /);
  await picture(other, 'offline');
  await player.getByText('Back to the Session').click();
  await other.ready();

  await other.command('Ensemble: Delete Recording…');
  await other.choose('The last Sunday');
  await expect(other.page.locator('.monaco-dialog-box')).toContainText('Its file goes from this computer');
  await picture(other, 'delete');
  await other.page.getByRole('button', { name: 'Delete the Copy' }).click();
  await expect(other.page.getByText('The copy is deleted').first()).toBeVisible();
  expect(readdirSync(join(desktop.profile.home, 'recordings'))).toEqual([]);
  await other.command('Ensemble: Open Recording…');
  await expect(other.page.locator('.quick-input-list .monaco-list-row', { hasText: 'From a file' })).toBeVisible();
  await expect(copy).toHaveCount(0);
});
