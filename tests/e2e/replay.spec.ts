import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('a session is watched again in the same workbench: to any moment and back, played, and left for the live one', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'notes.txt'), 'notes\n');
  const guest = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const own = await WorkbenchPage.ofHost(browser, host.url);
  try {
    await guest.open('notes.txt');
    await guest.page.keyboard.press('Control+End');
    await guest.type('first words');
    await guest.save();
    await expect.poll(() => host.read('notes.txt')).toBe('notes\nfirst words');
    await guest.type(' and more');
    await own.open('notes.txt');
    await own.expectText('notes\nfirst words and more');

    await own.command('Ensemble: Replay This Session');
    const player = own.page.getByRole('toolbar', { name: 'Player' });
    const time = player.getByRole('slider', { name: 'Time' });
    // A workbench that opens takes the keyboard; a file is in the folder of a moment once that is shown.
    await expect(async () => {
      await time.press('End');
      await expect(player.getByRole('status', { name: 'Moment' })).toContainText('notes.txt', { timeout: 1_000 });
    }).toPass();
    await own.open('notes.txt');
    await own.expectText('notes\nfirst words and more');
    await own.page.keyboard.type('nobody can write here');
    await own.expectText('notes\nfirst words and more');
    await time.focus();
    await own.page.keyboard.press('Home');
    await own.expectText('');
    await player.getByRole('combobox', { name: 'Speed' }).selectOption({ label: '16 ×' });
    await player.getByRole('button', { name: 'Play' }).click();
    await own.expectText('notes\nfirst words and more');
    await player.getByRole('button', { name: 'Previous Event' }).click();
    await own.expectText(/^notes\nfirst words$|^notes\nfirst words and more$/);

    await player.getByText('Back to the Session').click();
    await own.ready();
    await expect(player).toHaveCount(0);
    await own.open('notes.txt');
    await own.type('live again ');
    await guest.expectText(/live again/);
    expect(own.errors).toEqual([]);
  } finally {
    await guest.close();
    await own.close();
    await host.close();
  }
});
