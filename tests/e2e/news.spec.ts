import { expect, type Locator } from '@playwright/test';
import { placeIn } from '../../src/client/comments/comment-place.ts';
import { newId } from '../../src/shared/core/ids.ts';
import { test } from './lib/pair.ts';
import { ScriptedGuest } from './lib/scripted-guest.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

const toast = ({ page }: WorkbenchPage, words: string): Locator =>
  page.locator('.notifications-toasts').getByText(words);
const centre = ({ page }: WorkbenchPage): Locator => page.locator('.notifications-center');

/** Comments on the first line of a text, and means a person. */
async function mention(guest: ScriptedGuest, person: string): Promise<void> {
  const { client } = guest;
  const document = await guest.open('boats.json');
  const [thread, comment] = [newId(client.options.environment), newId(client.options.environment)];
  const body = { thread, comment, place: placeIn(document, { start: 1, end: 1 }), words: 'look', moment: null };
  await client.publish('comment.started', { ...body, mentions: [person] }, document.ref);
}

test('mentions in comments are told like those in the chat, until their sort is turned off or nobody may disturb', async ({
  host,
  ada,
}) => {
  test.setTimeout(120_000);
  const eve = await ScriptedGuest.join(host.link, 'Eve');
  try {
    const { state } = eve.client;
    const person = Object.keys(state.participants).find((each) => state.participants[each]?.name === 'Ada')!;
    const words = 'Eve mentioned you in a comment in boats.json.';
    await mention(eve, person);
    await expect(toast(ada, words)).toBeVisible();
    await ada.page.screenshot({ path: test.info().outputPath('comment.png') });
    await ada.page.getByRole('button', { name: 'Show Comments' }).click();
    await expect(ada.page.getByRole('list', { name: 'Comments', exact: true })).toContainText('look');
    await ada.command('View: Toggle Panel Visibility');

    await ada.command('Ensemble: Do Not Disturb');
    await mention(eve, person);
    await ada.command('Notifications: Show Notifications');
    await expect(centre(ada).getByText(words)).toBeVisible();
    await expect(toast(ada, words)).toHaveCount(0);
    await ada.command('Notifications: Clear All Notifications');

    await ada.command('Ensemble: Do Not Disturb');
    await ada.set({ 'ensemble.notifications.gatherings': false });
    // The settings hold only some time after their file is saved.
    await expect(async () => {
      await ada.command('Notifications: Clear All Notifications');
      await eve.client.publish('people.gathered', { path: 'boats.json', line: 1 });
      await mention(eve, person);
      await expect(toast(ada, words)).toBeVisible();
      await expect(toast(ada, 'asks everyone to')).toHaveCount(0);
    }).toPass();
  } finally {
    eve.leave();
  }
});
