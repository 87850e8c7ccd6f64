import { setTimeout } from 'node:timers/promises';
import { expect, type Locator, type Page } from '@playwright/test';
import { clippedIn } from './lib/clipped.ts';
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

/** Time for which a finger rests on a place to be a hold, which the editor answers with its menu. */
const heldMs = 800;

/** Holds a finger on a place, which opens the menu there. */
async function hold(page: Page, place: Locator): Promise<void> {
  const { x, y, height } = (await place.boundingBox())!;
  const devTools = await page.context().newCDPSession(page);
  const touchPoints = [{ x: x + 40, y: y + height / 2 }];
  await devTools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
  await setTimeout(heldMs);
  await devTools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

test('with fingers alone, in a window as narrow as a phone, a guest comments on a line, reads the answer and answers', async ({
  browser,
  host,
  owner,
}) => {
  test.slow();
  const guest = await WorkbenchPage.blank(browser, { viewport: { width: 390, height: 800 }, touch: true });
  const { page } = guest;
  await page.goto(host.link);
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ada');
  await page.getByRole('button', { name: 'Join' }).tap();
  await page.getByText('You are a guest in boats.').waitFor({ timeout: 30_000 });
  await page.getByRole('tab', { name: /^Explorer/ }).tap();
  await guest.treeItem('words.txt').tap();
  const line = guest.editor.locator('.view-line', { hasText: 'one line' }).first();
  await line.tap();
  const comment = page.getByRole('menuitem', { name: /Comment on These Lines/ });
  await hold(page, line);
  await expect(comment).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('menu.png') });
  await comment.tap();
  await expect(page.locator('.review-widget .monaco-editor.focused')).toBeVisible();
  await page.keyboard.insertText('From my thumb');
  await page.screenshot({ path: test.info().outputPath('comment.png') });
  await page.locator('.review-widget .monaco-button').getByText('Comment', { exact: true }).tap();
  const thread = guest.editor.locator('.review-widget').first();
  await expect(thread).toContainText('From my thumb');
  await owner.open('words.txt');
  await owner.editor.locator('[class*="comment-thread"]').first().click();
  await owner.editor.getByRole('button', { name: 'Reply…' }).click();
  await owner.page.keyboard.insertText('From my desk');
  await owner.editor.locator('.review-widget .monaco-button').getByText('Reply', { exact: true }).click();
  await expect(thread).toContainText('From my desk');
  await thread.getByRole('button', { name: 'Reply…' }).tap();
  await page.keyboard.insertText('Read on the way');
  await page.screenshot({ path: test.info().outputPath('answer.png') });
  await thread.locator('.monaco-button').getByText('Reply', { exact: true }).tap();
  await expect(owner.editor.locator('.review-widget')).toContainText('Read on the way');
  await page.screenshot({ path: test.info().outputPath('thread.png') });
  expect(await clippedIn(thread)).toEqual([]);
  expect(guest.errors).toEqual([]);
  await guest.close();
});

test('on a tablet a guest types into a text, which the others see, and sees theirs', async ({
  browser,
  host,
  owner,
}) => {
  test.slow();
  const tablet = await WorkbenchPage.blank(browser, { viewport: { width: 768, height: 1024 }, touch: true });
  const { page } = tablet;
  await tablet.join(host.link, 'Ada');
  await page.getByText('You are a guest in boats.').waitFor({ timeout: 30_000 });
  const explorer = page.getByRole('tab', { name: /^Explorer/ });
  if ((await explorer.getAttribute('aria-selected')) !== 'true') await explorer.tap();
  await tablet.treeItem('words.txt').tap();
  await tablet.editor.locator('.view-line', { hasText: 'one line' }).first().tap();
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('By touch: ');
  await owner.open('words.txt');
  await owner.expectText(/^By touch: one line/);
  await owner.page.keyboard.press('Control+End');
  await owner.type('by keys');
  await tablet.expectText(/\nby keys$/);
  await page.screenshot({ path: test.info().outputPath('tablet.png') });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  expect(tablet.errors).toEqual([]);
  await tablet.close();
});
