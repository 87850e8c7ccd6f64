import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { shareTerminalAs, showSharedTerminal, terminalOf } from './lib/terminal-page.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('who is followed in a recording is seen as they saw it: their file, and how far they had scrolled', async ({
  browser,
}) => {
  test.setTimeout(150_000);
  const host = await RunningHost.start();
  const lines = Array.from({ length: 300 }, (_, index) => `line ${index + 1}`).join('\n');
  await writeFile(join(host.folder, 'long.txt'), lines);
  await writeFile(join(host.folder, 'notes.txt'), '');
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const player = own.page.getByRole('toolbar', { name: 'Player' });
  const shown = (who: WorkbenchPage, line: number) =>
    who.editor.locator('.view-line').getByText(`line ${line}`, { exact: true });
  try {
    await ada.open('notes.txt');
    await own.command('Ensemble: Start Recording');
    await own.page.keyboard.type('Wednesday');
    await own.page.keyboard.press('Enter');
    await ada.type('begun');
    await ada.open('long.txt');
    await ada.editor.hover();
    // The cursor stays in the first line.
    await expect(async () => {
      await ada.page.mouse.wheel(0, 1_500);
      await expect(shown(ada, 150)).toBeVisible({ timeout: 500 });
    }).toPass();
    const seen = Number(/line (\d+)/.exec((await ada.text()).split('\n')[12] ?? '')![1]);
    await own.open('notes.txt');
    await own.expectText('begun');
    await ada.page.keyboard.press('Control+K');
    await ada.page.keyboard.press('b');
    await expect(ada.page.getByPlaceholder('Remember this')).toBeVisible();
    await ada.page.keyboard.type('scrolled');
    await ada.page.keyboard.press('Enter');
    await expect(ada.page.getByText('This moment is marked').first()).toBeVisible();
    await own.command('Ensemble: Stop Recording');
    await own.command('Ensemble: Open Recording…');
    await own.page.getByText('Wednesday').first().click();
    await expect(player).toBeVisible();
    await own.ready();
    await player.getByRole('slider', { name: 'Time' }).focus();
    await own.page.keyboard.press('End');
    await player.getByRole('button', { name: 'Follow' }).click();
    await own.page.locator('.quick-input-list').getByText('Ada').first().click();
    await expect(own.page.locator('.editor-group-container.active .tab.active')).toContainText('long.txt');
    await expect(shown(own, seen)).toBeInViewport();
    await own.page.screenshot({ path: test.info().outputPath('followed.png') });
    await player.getByRole('slider', { name: 'Time' }).focus();
    await own.page.keyboard.press('Home');
    // To the next edit, which is theirs.
    await own.page.keyboard.press('m');
    await expect(own.page.locator('.editor-group-container.active .tab.active')).toContainText('notes.txt');
  } finally {
    await Promise.all([own.close(), ada.close()]);
    await host.close();
  }
});

test('who is followed in a recording is seen with their editors side by side, and the shared terminal at which they look', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const host = await RunningHost.start();
  for (const name of ['left', 'right']) await writeFile(join(host.folder, `${name}.txt`), `text of ${name}\n`);
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const player = own.page.getByRole('toolbar', { name: 'Player' });
  const groups = own.page.locator('.editor-group-container');
  const mark = async (words: string) => {
    await ada.page.keyboard.press('Control+K');
    await ada.page.keyboard.press('b');
    await ada.page.getByPlaceholder('Remember this').fill(words);
    await ada.page.keyboard.press('Enter');
    await expect(ada.page.getByText('This moment is marked').first()).toBeVisible();
  };
  try {
    const mine = await terminalOf(own, 'open');
    await mine.type('echo seen $((40 + 2))');
    await mine.shows('seen 42');
    await ada.open('left.txt');
    await own.command('Ensemble: Start Recording');
    await own.page.keyboard.type('Thursday');
    await own.page.keyboard.press('Enter');
    // Before, there is nothing to mark.
    await expect(ada.page.locator('.statusbar').getByText('Recording')).toBeVisible();
    await mark('alone');
    await ada.command('View: Split Editor Right');
    await ada.open('right.txt');
    await ada.type('begun ');
    await mark('side by side');
    await shareTerminalAs(own, 'Everybody may look');
    const theirs = await showSharedTerminal(ada);
    await theirs.shows('seen 42');
    await mark('at the terminal');
    await own.command('Ensemble: Stop Recording');
    await own.command('Ensemble: Open Recording…');
    await own.page.getByText('Thursday').first().click();
    await expect(player).toBeVisible();
    await own.ready();
    await player.getByRole('slider', { name: 'Time' }).press('End');
    await player.getByRole('button', { name: 'Follow' }).click();
    await own.page.locator('.quick-input-list').getByText('Ada').first().click();
    await expect(groups).toHaveCount(2);
    await expect(groups.nth(0)).toContainText('text of left');
    await expect(groups.nth(1)).toContainText('text of right');
    await expect(own.page.locator('.editor-group-container.active .tab.active')).toContainText('right.txt');
    const shown = await terminalOf(own);
    await shown.shows('seen 42');
    await own.page.screenshot({ path: test.info().outputPath('side-by-side.png') });
    await player.getByRole('slider', { name: 'Time' }).press('Home');
    await expect(async () => {
      await player.getByRole('slider', { name: 'Time' }).press('o');
      await expect(player.getByRole('status', { name: 'Moment' })).toContainText('alone', { timeout: 1_000 });
    }).toPass();
    await expect(groups).toHaveCount(1);
    await expect(groups.first()).toContainText('text of left');
    expect([...own.errors, ...ada.errors]).toEqual([]);
  } finally {
    await Promise.all([own.close(), ada.close()]);
    await host.close();
  }
});
