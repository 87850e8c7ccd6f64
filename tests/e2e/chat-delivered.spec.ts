import { expect, type Locator } from '@playwright/test';
import { everybodysRoom } from '../../src/shared/capabilities/chat/chat-state.ts';
import type { Priority } from '../../src/shared/capabilities/chat/kinds.ts';
import { newId } from '../../src/shared/core/ids.ts';
import { log, message, say, talks, test } from './lib/chat-windows.ts';
import { ScriptedGuest } from './lib/scripted-guest.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

/** Number of unread messages on the icon of the chat, beside those of other views. */
const badge = ({ page }: WorkbenchPage): Locator =>
  page.locator('.part.auxiliarybar .action-item:has([aria-label*="Chat"]) .badge-content');
const toasts = ({ page }: WorkbenchPage): Locator => page.locator('.notifications-toasts');
const statusBar = ({ page }: WorkbenchPage): Locator => page.locator('.part.statusbar');

test('a message is sent, delivered to a window that shows something else, and seen; until then it counts as unread', async ({
  owner,
  ada,
}) => {
  test.setTimeout(150_000);
  await owner.command('Ensemble: Show Chat');
  await ada.command('Ensemble: Show What Waits for You');
  await say(owner, 'Look:\n```ts\nconst half: number = 0.5; // of it\n```');
  const sent = message(owner, 'Look:').getByRole('note');
  await expect(sent).toHaveText('Sent');
  await expect(badge(ada)).toHaveText('1');
  await expect(sent).toHaveText('Delivered to Ada', { timeout: 15_000 });
  await owner.page.screenshot({ path: test.info().outputPath('delivered.png') });
  await ada.page.screenshot({ path: test.info().outputPath('badge.png') });

  await ada.command('Ensemble: Show Chat');
  await expect(sent).toHaveText('Seen by Ada');
  await expect(badge(ada)).toBeHidden();
  const tokens = message(ada, 'Look:').locator('.monaco-tokenized-source span');
  const colours = () => tokens.evaluateAll((all) => new Set(all.map((each) => getComputedStyle(each).color)).size);
  await expect.poll(colours).toBeGreaterThanOrEqual(2);
  await ada.page.screenshot({ path: test.info().outputPath('code.png') });

  // To one person alone, while they have another view open.
  await ada.command('Ensemble: Show What Waits for You');
  await owner.command('Ensemble: Message…');
  await owner.choose('Ada');
  await say(owner, 'for you');
  const alone = message(owner, 'for you').getByRole('note');
  await expect(alone).toHaveText('Delivered to Ada', { timeout: 15_000 });
  await ada.command('Ensemble: Show Chat');
  await talks(ada).getByRole('button').nth(1).click();
  await expect(alone).toHaveText('Seen by Ada');
  await owner.set({ 'workbench.colorTheme': 'Light Modern' });
  await owner.command('Ensemble: Show Chat');
  await owner.page.screenshot({ path: test.info().outputPath('light.png') });
});

test('messages are pinned by their button, show their priorities, and mention whom their author names, not whom their words do', async ({
  host,
  ada,
  bob,
}) => {
  test.setTimeout(150_000);
  const eve = await ScriptedGuest.join(host.link, 'Eve');
  try {
    await ada.command('Ensemble: Show Chat');
    await bob.command('Ensemble: Show What Waits for You');
    const priority = ada.page.getByRole('combobox', { name: 'Priority' });
    const sayAs = async (of: Priority, words: string) => {
      await priority.selectOption(of);
      await say(ada, words);
      await expect(message(ada, words).locator('.ensemble-chat-head')).toContainText(
        of === 'normal' ? /ago|now/ : `· ${of}`,
      );
    };
    for (const of of ['normal', 'low', 'high'] as const) {
      await sayAs(of, `said as ${of}`);
      await expect(statusBar(bob)).toContainText(`Ada: said as ${of}`);
    }
    await expect(toasts(bob).getByText('said as')).toHaveCount(0);
    const look = (words: string) =>
      message(ada, words).evaluate((row) => [getComputedStyle(row).opacity, getComputedStyle(row).boxShadow]);
    const [normal, low, high] = await Promise.all(['normal', 'low', 'high'].map((of) => look(`said as ${of}`)));
    expect([normal![0], Number(low![0]) < 1, high![0]]).toEqual(['1', true, '1']);
    expect([normal![1], low![1], high![1] === 'none']).toEqual(['none', 'none', false]);

    await message(ada, 'said as low').hover();
    await message(ada, 'said as low').getByRole('button', { name: 'Pin', exact: true }).click();
    await bob.command('Ensemble: Show Chat');
    const pins = bob.page.getByText('1 pinned message');
    await pins.click();
    await expect(message(bob, 'said as low')).toContainText('pinned');
    await bob.page.screenshot({ path: test.info().outputPath('pins.png') });
    await bob.page.getByRole('button', { name: 'Ada: said as low' }).click();
    await expect(log(bob).locator('.ensemble-chat-sought')).toContainText('said as low');
    await message(bob, 'said as low').hover();
    await message(bob, 'said as low').getByRole('button', { name: 'Unpin' }).click();
    await expect(pins).toHaveCount(0);
    await expect(ada.page.getByText('1 pinned message')).toHaveCount(0);

    await bob.command('Ensemble: Show What Waits for You');
    await ada.command('Ensemble: Show What Waits for You');
    const personOf = (name: string) =>
      Object.values(eve.client.state.participants).find((each) => each.name === name)!.person;
    const nobody = Array.from({ length: 19 }, () => newId(eve.client.options.environment));
    const said = { replyTo: null, words: '@Ada and @Somebody, look', priority: 'normal' as const, snippet: null };
    const mentions = [...nobody, personOf('Bob')];
    const id = newId(eve.client.options.environment);
    await eve.client.publish('chat.posted', { message: id, ...said, mentions }, everybodysRoom);
    await expect(toasts(bob).getByText('Eve mentions you: @Ada and @Somebody, look')).toBeVisible();
    await expect(statusBar(ada)).toContainText('Eve: @Ada and @Somebody, look');
    await expect(toasts(ada).getByText('Eve')).toHaveCount(0);
    await ada.command('Ensemble: Show Chat');
    const forged = message(ada, '@Ada and');
    await expect(forged).toBeVisible();
    await expect(forged.locator('strong', { hasText: '@' })).toHaveCount(0);
    await expect(forged).not.toHaveClass(/mentions-me/);
  } finally {
    eve.leave();
  }
});
