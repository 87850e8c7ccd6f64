import { expect } from '@playwright/test';
import { everybodysRoom } from '../../src/shared/capabilities/chat/chat-state.ts';
import { log, message, post, test } from './lib/chat-windows.ts';
import { ScriptedGuest } from './lib/scripted-guest.ts';

const rounds = 28;
const words = 'so it goes on and on '.repeat(60);

/** Has five people say more than comes at once, the first of it pinned. */
test.beforeEach(async ({ host }) => {
  const names = ['Bob', 'Cleo', 'Dan', 'Eve', 'Fay'];
  const guests = await Promise.all(names.map((name) => ScriptedGuest.join(host.link, name)));
  const first = await post(guests[0]!, 'the very first of all');
  await guests[0]!.client.publish('chat.pinned', { message: first, isPinned: true }, everybodysRoom);
  for (let round = 0; round < rounds - 1; round++)
    await Promise.all(guests.map((each, index) => post(each, `word ${round * 5 + index} ${words}`)));
  for (const each of guests) each.leave();
});

test('somebody who comes late goes back to the beginning of a long chat', async ({ ada }) => {
  test.setTimeout(120_000);
  await ada.command('Ensemble: Show Chat');
  await expect(message(ada, 'word 134')).toBeInViewport();
  const earlier = log(ada).getByRole('button', { name: 'Show earlier messages' });
  await log(ada).hover();
  // Up by the wheel, and by the button where there is more.
  await expect(async () => {
    await ada.page.mouse.wheel(0, -40_000);
    if (await earlier.isVisible()) await earlier.click({ timeout: 500 }).catch(() => undefined);
    await expect(message(ada, 'the very first of all')).toBeInViewport({ timeout: 300 });
  }).toPass({ timeout: 60_000 });
  await expect(earlier).toHaveCount(0);
  await ada.page.screenshot({ path: test.info().outputPath('beginning.png') });
});

test('the button for earlier messages stands above those that came first, and takes the keyboard', async ({ ada }) => {
  test.setTimeout(120_000);
  await ada.command('Ensemble: Show Chat');
  await expect(message(ada, 'word 134')).toBeInViewport();
  const earlier = log(ada).getByRole('button', { name: 'Show earlier messages' });
  await expect(earlier).toBeAttached();
  await ada.page.screenshot({ path: test.info().outputPath('newest.png') });
  await earlier.focus();
  await ada.page.screenshot({ path: test.info().outputPath('earlier.png') });
  await ada.page.keyboard.press('Enter');
  await expect(message(ada, 'word 90 ')).toBeAttached();
});

test('a search finds what was said before all that came, and so does a pin', async ({ ada }) => {
  test.setTimeout(120_000);
  await ada.command('Ensemble: Show Chat');
  await expect(message(ada, 'word 134')).toBeInViewport();
  await ada.page.getByText('1 pinned message').click();
  await ada.page.screenshot({ path: test.info().outputPath('pinned.png') });
  await ada.page.getByRole('button', { name: 'Bob: the very first of all' }).click();
  await expect(log(ada).locator('.ensemble-chat-sought')).toContainText('the very first of all');
  await expect(message(ada, 'the very first of all')).toBeInViewport();

  await ada.page.reload();
  await ada.ready();
  await ada.command('Ensemble: Show Chat');
  await expect(message(ada, 'word 134')).toBeInViewport();
  await ada.page.getByRole('searchbox', { name: 'Search messages' }).fill('word 3 ');
  await expect(message(ada, 'word 3 ')).toBeVisible();
  await expect(ada.page.getByText('Looking through earlier messages')).toHaveCount(0);
  await expect(log(ada).getByRole('listitem')).toHaveCount(1);
  await ada.page.screenshot({ path: test.info().outputPath('found.png') });
});
