import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('a recording is paused and goes on, and is watched by the keyboard alone', async ({ browser }) => {
  test.setTimeout(180_000);
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'notes.txt'), '');
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const { page } = own;
  const { keyboard } = page;
  const player = page.getByRole('toolbar', { name: 'Player' });
  const moment = player.getByRole('status', { name: 'Moment' });
  const saved = async (words: string) => {
    await own.type(words);
    await own.save();
    await expect.poll(() => host.read('notes.txt')).toMatch(new RegExp(`${words}$`));
  };
  try {
    await own.command('Ensemble: Start Recording');
    await keyboard.type('Sunday');
    await keyboard.press('Enter');
    await own.open('notes.txt');
    await saved('one ');
    await own.command('Ensemble: Pause Recording');
    await expect(page.getByRole('button', { name: 'The recording rests: paused' }).first()).toBeVisible();
    await own.open('notes.txt');
    await keyboard.press('Control+End');
    await saved('unseen ');
    await own.command('Ensemble: Resume Recording');
    await expect(page.getByRole('button', { name: 'Recording', exact: true })).toBeVisible();
    await own.open('notes.txt');
    await keyboard.press('Control+End');
    await saved('two ');
    await own.command('Ensemble: Stop Recording');
    await own.command('Ensemble: Open Recording…');
    await expect(page.locator('.quick-input-list .monaco-list-row', { hasText: 'Sunday' })).toBeVisible();
    await keyboard.type('Sunday');
    await keyboard.press('Enter');
    await expect(player).toBeVisible({ timeout: 60_000 });
    await own.ready();

    await expect(async () => {
      await keyboard.press('Control+Alt+Shift+p');
      await expect(player.getByRole('slider', { name: 'Time' })).toBeFocused({ timeout: 1_000 });
    }).toPass();
    await keyboard.press('x');
    await expect(moment).toContainText('saved notes.txt');
    await own.open('notes.txt');
    await own.expectText('one ');
    await keyboard.press('Control+Alt+Shift+p');
    await keyboard.press('x');
    await own.expectText('one unseen two ');
    // Nothing of the pause is a moment of its own.
    await keyboard.press('z');
    await own.expectText('one ');
    await keyboard.press('f');
    await expect(player.getByRole('combobox', { name: 'Speed' })).toHaveValue('2');
    await keyboard.press('s');
    await keyboard.press('s');
    await expect(player.getByRole('combobox', { name: 'Speed' })).toHaveValue('0.5');
    await keyboard.press('i');
    await expect(player.getByRole('checkbox', { name: 'Skip idle time' })).not.toBeChecked();
    await keyboard.press('k');
    await expect(player.getByRole('button', { name: 'Pause' })).toBeVisible();
    await keyboard.press('k');
    await keyboard.press('Home');
    await keyboard.press('v');
    await keyboard.press('End');
    await own.expectText('one unseen two ');
    await keyboard.press('d');
    await expect(page.locator('.monaco-dialog-box')).toContainText('Cut from');
    await keyboard.press('Escape');
    await keyboard.press('Control+Alt+Shift+p');
    await keyboard.press('t');
    await page.getByRole('textbox', { name: 'Text to search in time' }).waitFor();
    await keyboard.type('two');
    await keyboard.press('Enter');
    await expect(page.getByText('it appeared in notes.txt').first()).toBeVisible();
    await keyboard.press('Control+Alt+Shift+b');
    await expect(player).toHaveCount(0);
    await own.ready();
    expect(own.errors).toEqual([]);
  } finally {
    await own.close();
    await host.close();
  }
});
