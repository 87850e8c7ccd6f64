import { expect } from '@playwright/test';
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
  const choose = (label: string) =>
    page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
  const say = async (words: string) => {
    const input = page.locator('.quick-input-widget input').first();
    await expect(input).toBeVisible();
    await input.fill(words);
    await page.keyboard.press('Enter');
  };
  await own.command('Ensemble: Start Recording');
  await say('Saturday');
  await own.open('hello.txt');
  await own.type('recorded ');
  await own.command('Ensemble: Stop Recording');
  await own.command('Ensemble: Open Recording…');
  await choose('Saturday');
  await expect(player).toBeVisible({ timeout: 60_000 });
  await player.getByRole('slider', { name: 'Time' }).press('End');
  await expect(player.getByRole('status', { name: 'Moment' })).toContainText('edited hello.txt');
  await own.open('hello.txt');
  await own.expectText(/^recorded /);
  await page.screenshot({ path: test.info().outputPath('player.png') });
  await player.getByText('Back to the Session').click();
  await own.ready();

  await own.command('Ensemble: Share Recording by a Link…');
  await choose('Saturday');
  await choose('1 day');
  await expect.poll(() => app.call('readClipboard')).toMatch(/#session=.*&watch=/);
  const link = await app.call('readClipboard');
  await own.command('Join');
  await say(link);
  const window = await app.window(2);
  await (await window.page()).getByRole('link', { name: 'Join', exact: true }).click();
  const watching = (await window.page()).getByRole('toolbar', { name: 'Player' });
  await expect(watching).toBeVisible({ timeout: 60_000 });
  await expect(watching.getByText('Back to the Session')).toHaveCount(0);
  await (await window.page()).screenshot({ path: test.info().outputPath('watching.png') });
});
