import type { Locator } from '@playwright/test';
import { everybodysRoom } from '../../../src/shared/capabilities/chat/chat-state.ts';
import { newId } from '../../../src/shared/core/ids.ts';
import { test as pair } from './pair.ts';
import type { ScriptedGuest } from './scripted-guest.ts';
import { WorkbenchPage } from './workbench-page.ts';

interface Third {
  /** A second guest's window. */
  bob: WorkbenchPage;
}

/** A test with a host and three people, of whom it opens those that it names. */
export const test = pair.extend<Third>({
  bob: async ({ browser, host }, use) => {
    const bob = await WorkbenchPage.ofGuest(browser, host.link, 'Bob');
    await use(bob);
    await bob.close();
  },
});

/** Messages of the conversation that a window shows. */
export const log = ({ page }: WorkbenchPage): Locator => page.getByRole('log', { name: 'Messages' });

/** The box for the next message. */
export const box = ({ page }: WorkbenchPage): Locator => page.getByRole('textbox', { name: 'Message', exact: true });

/** The first message with some words. */
export const message = (window: WorkbenchPage, words: string): Locator =>
  log(window).getByRole('listitem').filter({ hasText: words }).first();

/** Conversations of a window. */
export const talks = ({ page }: WorkbenchPage): Locator => page.getByRole('navigation', { name: 'Conversations' });

/** Posts a message without a window; gives its id. */
export async function post({ client }: ScriptedGuest, words: string): Promise<string> {
  const message = newId(client.options.environment);
  const said = { message, replyTo: null, words, mentions: [], priority: 'normal' as const, snippet: null };
  await client.publish('chat.posted', said, everybodysRoom);
  return message;
}

/** Writes a message, and sends it by Enter. */
export async function say(window: WorkbenchPage, words: string): Promise<void> {
  await box(window).fill(words);
  await box(window).press('Enter');
}
