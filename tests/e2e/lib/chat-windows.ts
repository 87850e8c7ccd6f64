import type { Locator } from '@playwright/test';
import { test as pair } from './pair.ts';
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

/** Writes a message, and sends it by Enter. */
export async function say(window: WorkbenchPage, words: string): Promise<void> {
  await box(window).fill(words);
  await box(window).press('Enter');
}
