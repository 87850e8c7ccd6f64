import { expect, type Page } from '@playwright/test';
import { test } from './lib/pair.ts';
import { showSharedTerminal, terminalOf } from './lib/terminal-page.ts';

/** Opens the menu of new terminals. */
async function openMenu(page: Page): Promise<void> {
  const arrow = page.locator('.panel .terminal-tab-actions, .panel .title-actions').getByLabel('Launch Profile...');
  await arrow.first().click();
}

const entry = (page: Page, name: string) => page.getByRole('menuitem', { name, exact: true });

test('terminals of any shell are opened from the menu, split, put beside texts, and asked for by a guest', async ({
  owner,
  ada,
}) => {
  test.setTimeout(100_000);
  const first = await terminalOf(owner, 'open');
  // One terminal alone has no list; on a busy machine its opening is tried twice.
  const tabs = owner.page.locator('.tabs-list .monaco-list-row');
  const begun = Math.max(1, await tabs.count());
  await openMenu(owner.page);
  for (const name of ['bash (login)', 'sh', 'Clean Copy']) await expect(entry(owner.page, name)).toBeVisible();
  await owner.page.screenshot({ path: 'test-results/terminal-profiles-owner.png' });
  await entry(owner.page, 'sh').click();
  await expect(tabs).toHaveCount(begun + 1);
  await first.type('echo this is $0');
  await first.shows('this is /bin/sh');

  await owner.command('Terminal: Split Terminal');
  await expect(tabs).toHaveCount(begun + 2);
  await expect(owner.page.locator('.terminal-wrapper.active .xterm-screen:visible')).toHaveCount(2);
  await owner.page.screenshot({ path: 'test-results/terminal-profiles-split.png' });

  await owner.command('Terminal: Create New Terminal in Editor Area');
  const beside = owner.page.locator('.editor-instance .xterm-rows');
  await expect(beside).toContainText('boats');
  await owner.page.locator('.editor-instance textarea').focus();
  await owner.page.keyboard.type('echo beside $((2 + 3))\n');
  await expect(beside).toContainText('beside 5');
  await owner.page.screenshot({ path: 'test-results/terminal-profiles-editor.png' });

  await ada.command('Create New Terminal (With Profile)');
  await ada.page.locator('.quick-input-list .label-name', { hasText: /^\s*sh$/ }).click();
  const asked = owner.page.locator('.notification-list-item', { hasText: 'Ada asks for a terminal with sh.' });
  await asked.getByRole('button', { name: 'Open and Share…' }).last().click();
  await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'May type' }).click();
  const adas = await showSharedTerminal(ada);
  await adas.type('echo for Ada: $0');
  await adas.shows('for Ada: /bin/sh');
  await openMenu(ada.page);
  for (const name of ['bash', 'sh', 'Clean Copy']) await expect(entry(ada.page, name)).toBeVisible();
  await ada.page.screenshot({ path: 'test-results/terminal-profiles-guest.png' });
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
