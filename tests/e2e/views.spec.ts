import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { faultsIn } from './lib/axe.ts';
import { test } from './lib/repository-pair.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

const looks = [
  { name: 'light', theme: 'Light Modern', is: 'vs', width: 1280 },
  { name: 'dark contrast', theme: 'Default High Contrast', is: 'hc-black', width: 1280 },
  { name: 'light contrast', theme: 'Default High Contrast Light', is: 'hc-light', width: 1280 },
  { name: 'phone', theme: 'Light Modern', is: 'vs', width: 390 },
] as const;

const ours = ['.ensemble-view', '.statusbar'];

interface Shown {
  name: string;
  show: (window: WorkbenchPage) => Promise<void>;
  /** Selector of what is seen then. */
  seen: string;
}

const shown: readonly Shown[] = [
  { name: 'direct', show: (window) => window.command('Ensemble: Show Chat'), seen: '.ensemble-chat-private' },
  { name: 'people', show: (window) => window.command('Ensemble: Focus on People View'), seen: '.ensemble-view' },
  { name: 'review', show: (window) => window.command('Ensemble: Show Review'), seen: '.ensemble-view' },
  { name: 'reach', show: (window) => window.command('Ensemble: Reach from Elsewhere…'), seen: '.quick-input-list' },
  { name: 'mob', show: (window) => window.command('Ensemble: Pass the Keyboard…'), seen: '.quick-input-list' },
];

test('direct messages, people in a mob, a review, and ways from elsewhere have no fault in light, in high contrast and on a phone', async ({
  git,
  host,
  owner,
  ada,
}) => {
  test.setTimeout(280_000);
  git('checkout', '-q', '-b', 'feature');
  await writeFile(join(host.folder, 'poem.txt'), 'one\ntwo and a half\nthree\nfour\nfive\n');
  git('commit', '-q', '-a', '-m', 'Sing');
  await ada.command('Ensemble: Message…');
  await ada.page.keyboard.press('Enter');
  const box = ada.page.getByRole('textbox', { name: 'Message', exact: true });
  await box.fill('for **you** alone, in `words`');
  await box.press('Enter');
  await expect(owner.page.getByText(/to you alone/).first()).toBeVisible();
  await owner.command('Ensemble: Message…');
  await owner.choose('Ada');
  await expect(owner.page.getByRole('log', { name: 'Messages' })).toContainText('for you alone');
  await owner.command('Ensemble: Start Mob Session…');
  await owner.choose('5 minutes');
  await expect(owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Ada' })).toBeVisible();
  await owner.page.keyboard.press('Enter');
  await owner.command('Ensemble: Review a Branch or Commits…');
  const pick = (name: RegExp) =>
    owner.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click({ timeout: 15_000 });
  await pick(/feature, as the folder is now/);
  await pick(/^main/);
  await expect(owner.page.getByRole('list', { name: 'Changed files' })).toBeVisible({ timeout: 15_000 });
  await owner.command('Notifications: Clear All Notifications');
  const faults: string[] = [];
  for (const { name: look, theme, is, width } of looks) {
    await owner.set({ 'workbench.colorTheme': theme });
    await expect(owner.page.locator(`.monaco-workbench.${is}`)).toBeVisible({ timeout: 15_000 });
    await owner.page.keyboard.press('Control+w');
    await owner.page.setViewportSize({ width, height: 800 });
    for (const { name, show, seen } of shown) {
      await show(owner);
      await expect(owner.page.locator(seen).first()).toBeVisible();
      await owner.page.screenshot({ path: test.info().outputPath(`${look}-${name}.png`.replace(' ', '-')) });
      const found = await faultsIn(owner.page, ours);
      // A region that scrolls takes the keyboard by itself, by Chromium's own rule.
      const left = found.filter((fault) => !fault.startsWith('scrollable-region-focusable'));
      faults.push(...left.map((fault) => `${look}, ${name}: ${fault}`));
      await owner.page.keyboard.press('Escape');
    }
    const isWider = await owner.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    if (isWider) faults.push(`${look}: the page is wider than the window`);
  }
  expect([...new Set(faults)]).toEqual([]);
});
