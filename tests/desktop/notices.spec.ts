import { expect, type Page } from '@playwright/test';
import { box, log, say } from '../e2e/lib/chat-windows.ts';
import { needsFake, test } from './lib/desktop.ts';
import { shareWith } from './lib/guests.ts';

interface Notice {
  title: string;
  body: string;
  click: () => void;
}

/** Notifications that a page has shown, oldest first. */
const told = (page: Page) =>
  page.evaluate(() =>
    (Reflect.get(globalThis, '__desktopNotices') as Notice[]).map(({ title, body }) => `${title}: ${body}`),
  );

/** Clicks the newest notification of a page. */
const clickNewest = (page: Page) =>
  page.evaluate(() => (Reflect.get(globalThis, '__desktopNotices') as Notice[]).at(-1)!.click());

/** The person is at another window: Playwright says of every page that it has the keyboard. */
const isElsewhere = (page: Page) =>
  page.evaluate(() => {
    document.hasFocus = () => false;
  });

test('a message and a mention are told on the desktop while its person is at another window, and a click leads back to the chat', async ({
  desktop,
  browser,
}) => {
  test.setTimeout(180_000);
  needsFake('notifications are the fake’s');
  const app = await desktop.start({ args: [desktop.profile.folder('boats')] });
  const first = await app.window();
  const own = await first.workbench();
  const ada = await shareWith(own, app, browser, 'Ada');
  await ada.command('Ensemble: Show Chat');
  await own.command('Ensemble: Turn On Desktop Notifications');
  await expect(own.page.getByText('Desktop notifications are on.').first()).toBeAttached();
  // The host’s own page is asked nothing: it is the app itself.
  expect(app.unanswered).toEqual([]);
  await say(ada, 'while you are here');
  await expect(own.page.locator('.statusbar').getByText('Ada: while you are here')).toBeVisible();
  expect(await told(own.page)).toEqual([]);

  await isElsewhere(own.page);
  await say(ada, 'for all');
  await expect.poll(() => told(own.page)).toEqual(['Ensemble: Ada: for all']);
  await box(ada).pressSequentially('@');
  await expect(ada.page.getByRole('listbox')).toBeVisible();
  await ada.page.keyboard.press('Enter');
  await ada.page.keyboard.type('look');
  await ada.page.keyboard.press('Enter');
  await expect
    .poll(() => told(own.page))
    .toEqual(['Ensemble: Ada: for all', expect.stringMatching(/^Ensemble: Ada mentions you: @.* look$/)]);

  await app.secondStart(desktop.profile.folder('kites'));
  await (await app.window(2)).workbench();
  expect((await first.facts()).focused).toBe(false);
  await clickNewest(own.page);
  await expect.poll(async () => (await first.facts()).focused).toBe(true);
  await expect(log(own)).toContainText('look');
  await own.page.screenshot({ path: test.info().outputPath('back.png') });

  await own.command('Ensemble: Turn Off Desktop Notifications');
  await say(ada, 'not on the desktop');
  await expect(log(own)).toContainText('not on the desktop');
  expect(await told(own.page)).toHaveLength(2);
});
