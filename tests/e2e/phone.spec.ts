import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test.use({ files: { 'words.txt': 'one line that is read on a phone\n' } });

const shots = process.env['SHOTS'];

test('in a window as narrow as a phone a guest joins, chats, reads and follows, each in the whole width', async ({
  browser,
  host,
  owner,
}) => {
  const guest = await WorkbenchPage.blank(browser);
  await guest.page.setViewportSize({ width: 390, height: 800 });
  await guest.join(host.link, 'Ada');
  const shoot = async (name: string) => {
    if (shots) await guest.page.screenshot({ path: `${shots}/phone-${name}.png` });
  };
  const widthOf = async (selector: string) => (await guest.page.locator(selector).first().boundingBox())?.width ?? 0;
  await guest.page.getByText('You are a guest in boats.').waitFor({ timeout: 30_000 });
  await guest.command('Ensemble: Show Chat');
  const message = guest.page.getByRole('textbox', { name: 'Message' });
  await expect(message).toBeVisible();
  await expect.poll(() => widthOf('.part.auxiliarybar')).toBeGreaterThan(320);
  await message.fill('from my phone');
  await guest.page.keyboard.press('Enter');
  await expect(guest.page.getByRole('log', { name: 'Messages' })).toContainText('from my phone');
  await shoot('chat');
  await guest.open('words.txt');
  await guest.expectText(/one line that is read/);
  await expect.poll(() => widthOf('.part.editor')).toBeGreaterThan(320);
  await expect(guest.page.locator('.part.auxiliarybar')).toBeHidden();
  await shoot('editor');
  await owner.open('boats.json');
  await guest.command('Ensemble: Follow…');
  await guest.page.keyboard.press('Enter');
  await expect(guest.page.locator('.editor-group-container.active .tab.active')).toContainText('boats.json');
  await shoot('follow');
  expect(await guest.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  expect(guest.errors).toEqual([]);
  await guest.close();
});
