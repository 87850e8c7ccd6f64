import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

/** Runs in the page: the window was last seen an hour ago. */
const anHourAgo = `for (const key of Object.keys(localStorage).filter((each) => each.startsWith('ensemble.activity.seen.'))) {
  const seen = JSON.parse(localStorage.getItem(key));
  localStorage.setItem(key, JSON.stringify({ seq: Math.min(seen.seq, 20), atMs: seen.atMs - 3_600_000 }));
}`;

test('a recording is commented on, which the session shows as well; and an absence is told, and replayed', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'notes.txt'), 'first line of notes\nsecond line of notes\n');
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const thread = own.editor.locator('.review-widget');
  const player = own.page.getByRole('toolbar', { name: 'Player' });
  try {
    for (const window of [own, ada]) await window.open('notes.txt');
    await ada.goToEnd(2);
    await ada.type(', and more of it');
    await own.expectText(/and more of it/);

    await own.command('Ensemble: Replay This Session');
    // A file is in the folder of a moment once that is shown.
    await expect(async () => {
      await player.getByRole('slider', { name: 'Time' }).press('End');
      await expect(player.getByRole('status', { name: 'Moment' })).toContainText('notes.txt', { timeout: 1_000 });
    }).toPass();
    await own.open('notes.txt');
    await own.expectText(/and more of it/);
    await own.goToEnd(2);
    await expect(async () => {
      await own.command('Ensemble: Comment on These Lines');
      await expect(thread).toBeVisible({ timeout: 10_000 });
    }).toPass();
    await own.page.keyboard.insertText('why more?');
    await thread.locator('.monaco-button').getByText('Comment', { exact: true }).click();
    await expect(thread).toContainText('why more?');
    await own.page.screenshot({ path: test.info().outputPath('recording.png') });
    await ada.command('Ensemble: Show Review');
    await expect(ada.page.getByRole('list', { name: 'Comments', exact: true })).toContainText('why more?');

    await own.page.context().addInitScript(anHourAgo);
    await own.command('Ensemble: Back to the Session');
    await own.ready();
    await own.command('Ensemble: Show Activity');
    const away = own.page.getByRole('region', { name: 'While you were away' });
    await expect(away).toContainText('Ada edited notes.txt');
    await own.page.screenshot({ path: test.info().outputPath('away.png') });
    await away.getByText('Replay just that').click();
    await expect(
      player.getByRole('button', { name: 'Pause' }).or(player.getByRole('button', { name: 'Play' })),
    ).toBeVisible();
    // The workbench may still be opening, and hear no key.
    await expect(async () => {
      await own.page.keyboard.press('Control+Alt+Shift+b');
      await expect(player).toHaveCount(0, { timeout: 2_000 });
    }).toPass();
    await own.expectText(/and more of it/);
    for (const window of [own, ada]) expect(window.errors).toEqual([]);
  } finally {
    for (const window of [own, ada]) await window.close();
    await host.close();
  }
});
