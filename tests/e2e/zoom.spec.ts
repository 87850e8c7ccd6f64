import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { clippedIn } from './lib/clipped.ts';
import { test } from './lib/pair.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test.use({ files: { 'words.txt': 'one\ntwo\nthree\n' } });

/** Window of 1280 by 720 pixels in which everything is twice as large. */
const zoomed = { width: 640, height: 360 };

/** Commands that show our views and questions, and what is seen then. */
const shown = {
  people: { command: 'Ensemble: Focus on People View', seen: '.ensemble-view' },
  locks: { command: 'Ensemble: Focus on Locks View', seen: '.ensemble-view' },
  chat: { command: 'Ensemble: Show Chat', seen: '.ensemble-chat' },
  call: { command: 'Ensemble: Show Call', seen: '.ensemble-call' },
  review: { command: 'Ensemble: Show Review', seen: '.ensemble-rows-filter' },
  tasks: { command: 'Ensemble: Show Task Board', seen: '.ensemble-tasks' },
  recordings: { command: 'Ensemble: Open Recording…', seen: '.quick-input-list' },
  share: { command: 'Ensemble: Share This Folder', seen: '.quick-input-list' },
} as const;

/** Faults of what a zoomed window shows, in words, with a picture of it. */
async function faultsAt(page: Page, name: string, parts: string): Promise<string[]> {
  await page.screenshot({ path: test.info().outputPath(`${name}.png`) });
  const faults: string[] = [];
  for (const part of await page.locator(parts).filter({ visible: true }).all()) faults.push(...(await clippedIn(part)));
  const isWider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  if (isWider) faults.push('the page is wider than the window');
  return faults.map((fault) => `${name}: ${fault}`);
}

test('at 200 % none of our views, and no question, has a control that is cut off', async ({ owner, ada }) => {
  test.setTimeout(240_000);
  await ada.open('words.txt');
  await ada.command('Ensemble: Lock Selection');
  await ada.command('Ensemble: Comment on These Lines');
  await expect(ada.page.locator('.review-widget .monaco-editor.focused')).toBeVisible();
  await ada.page.keyboard.insertText('Why only three?');
  await ada.page.locator('.review-widget .monaco-button').getByText('Comment', { exact: true }).click();
  await owner.command('Ensemble: Start Recording');
  await owner.say('Monday');
  await owner.command('Ensemble: Add Marker');
  await owner.say('a good moment');
  await owner.command('Ensemble: Stop Recording');
  await owner.command('Notifications: Clear All Notifications');
  await owner.page.setViewportSize(zoomed);
  const faults: string[] = [];
  for (const [name, { command, seen }] of Object.entries(shown)) {
    await owner.command(command);
    await expect(owner.page.locator(seen).filter({ visible: true }).first()).toBeVisible();
    faults.push(...(await faultsAt(owner.page, name, '.ensemble-view, .ensemble-tasks, .quick-input-widget')));
    if (seen === '.quick-input-list') await owner.page.keyboard.press('Escape');
  }
  expect(faults).toEqual([]);
});

test('at 200 % the pages on which a guest joins and waits have no control that is cut off', async ({ browser }) => {
  const host = await RunningHost.start(['--share', '--address', '127.0.0.1']);
  const guest = await WorkbenchPage.blank(browser, { viewport: zoomed });
  try {
    await guest.page.goto(host.link);
    await expect(guest.page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
    const faults = await faultsAt(guest.page, 'join', 'body');
    await guest.page.getByRole('textbox', { name: 'Your name' }).fill('Ada');
    await guest.page.getByRole('button', { name: 'Join' }).click();
    await expect(guest.page.getByRole('status')).toHaveText(/^Waiting for/);
    faults.push(...(await faultsAt(guest.page, 'waiting', 'body')));
    expect(faults).toEqual([]);
  } finally {
    await guest.close();
    await host.close();
  }
});
