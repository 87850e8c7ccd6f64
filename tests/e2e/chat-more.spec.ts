import { expect, type Locator } from '@playwright/test';
import { box, log, message, post, say, test } from './lib/chat-windows.ts';
import { ScriptedGuest } from './lib/scripted-guest.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

const toast = ({ page }: WorkbenchPage, words: string): Locator =>
  page.locator('.notifications-toasts').getByText(words);

test('answers are a thread beside the other messages, and Escape leads back', async ({ owner, ada }) => {
  test.setTimeout(120_000);
  for (const each of [owner, ada]) await each.command('Ensemble: Show Chat');
  await say(ada, 'shall we?');
  await message(owner, 'shall we?').hover();
  // Parts beyond a message are not painted.
  const [tools, whole] = [message(owner, 'shall we?').locator('.ensemble-chat-acts'), message(owner, 'shall we?')];
  expect((await tools.boundingBox())!.y).toBeGreaterThanOrEqual((await whole.boundingBox())!.y);
  await owner.page.screenshot({ path: test.info().outputPath('tools.png') });
  await message(owner, 'shall we?').getByRole('button', { name: 'Answer' }).click();
  await say(owner, 'yes, now');
  await say(ada, 'beside it');
  const thread = message(ada, 'shall we?').getByRole('button', { name: /^1 answer/ });
  await thread.click();
  await expect(log(ada)).toContainText('yes, now');
  await expect(log(ada)).not.toContainText('beside it');
  await expect(box(ada)).toBeFocused();
  await say(ada, 'then I begin');
  await expect(message(ada, 'then I begin')).toBeVisible();
  await ada.page.screenshot({ path: test.info().outputPath('thread.png') });
  await expect(message(owner, 'shall we?').getByRole('button', { name: /^2 answers/ })).toBeVisible();
  await box(ada).press('Escape');
  await expect(log(ada)).toContainText('beside it');
  await owner.page.screenshot({ path: test.info().outputPath('answers.png') });
  await message(owner, 'then I begin').getByTitle('Go to that message').click();
  await expect(log(owner).locator('.ensemble-chat-sought')).toContainText('shall we?');
  await ada.set({ 'workbench.colorTheme': 'Light Modern' });
  await ada.command('Ensemble: Show Chat');
  await ada.page.screenshot({ path: test.info().outputPath('light.png') });
});

test('who is meant is told, on the desktop while elsewhere, and not while they do not want to be disturbed', async ({
  owner,
  ada,
  bob,
}) => {
  test.setTimeout(150_000);
  await ada.command('Ensemble: Show Chat');
  await say(ada, '@Bob look <b>here</b>');
  await expect(toast(bob, 'Ada mentions you: @Bob look <b>here</b>')).toBeVisible();
  await bob.page.screenshot({ path: test.info().outputPath('mention.png') });

  await bob.context.grantPermissions(['notifications']);
  await bob.page.evaluate(() => {
    const told: string[] = [];
    const Real = Notification;
    Object.assign(globalThis, { told });
    window.Notification = class extends Real {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        told.push(options?.body ?? '');
      }
    };
  });
  await bob.command('Ensemble: Turn On Desktop Notifications');
  await bob.page.evaluate(() => {
    document.hasFocus = () => false;
  });
  const told = () => bob.page.evaluate(() => (globalThis as unknown as { told: string[] }).told);
  await say(ada, 'for all');
  await expect.poll(told).toEqual(['Ada: for all']);
  await say(ada, '@Bob for you');
  await expect.poll(told).toEqual(['Ada: for all', 'Ada mentions you: @Bob for you']);

  await bob.command('Ensemble: Do Not Disturb');
  await owner.command('Ensemble: Focus on People View');
  await expect(owner.page.getByRole('list', { name: 'People' })).toContainText('do not disturb');
  const priority = ada.page.getByRole('combobox', { name: 'Priority' });
  await priority.selectOption('urgent');
  await say(ada, '@Bob not now');
  await expect(message(ada, '@Bob not now')).toBeVisible();
  await bob.set({ 'ensemble.notifications.urgentBreaksThrough': true, 'ensemble.notifications.desktop': true });
  await say(ada, '@Bob nor now');
  // The settings hold only some time after their file is saved.
  await expect(async () => {
    await priority.selectOption('urgent');
    await say(ada, 'it burns');
    await expect.poll(told, { timeout: 2_000 }).toContain('Ada: it burns');
  }).toPass();
  expect([...new Set(await told())]).toEqual(['Ada: for all', 'Ada mentions you: @Bob for you', 'Ada: it burns']);
});

test('the newest message stays in view while many come, until somebody scrolls up', async ({ host, owner }) => {
  test.setTimeout(120_000);
  const guests = await Promise.all(
    ['Ada', 'Bob', 'Cleo', 'Dan', 'Eve'].map((name) => ScriptedGuest.join(host.link, name)),
  );
  try {
    await owner.command('Ensemble: Show Chat');
    for (let round = 0; round < 28; round++)
      await Promise.all(
        guests.map((each, index) => post(each, `word ${round * 5 + index}\n\n${'and so on '.repeat(round)}`)),
      );
    await expect(message(owner, 'word 139')).toBeInViewport({ timeout: 15_000 });
    await log(owner).hover();
    await owner.page.mouse.wheel(0, -1_500);
    await expect(message(owner, 'word 139')).not.toBeInViewport();
  } finally {
    for (const each of guests) each.leave();
  }
});

test('messages are one stop of the Tab key, and each has its acts while it has the focus', async ({ owner, ada }) => {
  await ada.command('Ensemble: Show Chat');
  await owner.command('Ensemble: Show Chat');
  for (const words of ['the first', 'the second', 'the third']) await say(ada, words);
  await expect(message(owner, 'the third')).toBeVisible();
  const { keyboard } = owner.page;
  await message(owner, 'the third').locator('.ensemble-row-stop').focus();
  await keyboard.press('ArrowUp');
  await expect(message(owner, 'the second').locator('.ensemble-row-stop')).toBeFocused();
  await expect(log(owner).getByRole('toolbar')).toHaveCount(1);
  await keyboard.press('Tab');
  await expect(message(owner, 'the second').getByRole('button', { name: 'React with 👍' })).toBeFocused();
  await owner.page.screenshot({ path: test.info().outputPath('acts.png') });
  await keyboard.press('Enter');
  await expect(message(ada, 'the second').getByRole('button', { name: /👍 by/ })).toBeVisible();
  await keyboard.press('Home');
  await expect(message(owner, 'the first').locator('.ensemble-row-stop')).toBeFocused();
});
