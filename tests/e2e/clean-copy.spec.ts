import { expect } from '@playwright/test';
import { test } from './lib/repository-pair.ts';
import { showSharedTerminal } from './lib/terminal-page.ts';

test('a terminal on a clean copy sees what is saved and my own edits, and asks where another’s is needed', async ({
  host,
  git,
  owner,
  ada,
}) => {
  for (const window of [owner, ada]) await window.open('poem.txt');
  await ada.goToEnd(1);
  await ada.type(' half-typed by Ada');
  await owner.expectText(/half-typed by Ada/);
  await owner.goToEnd(3);
  await owner.type(' of mine');
  await owner.command('Ensemble: Terminal on a Clean Copy');
  await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Mine alone' }).click();
  await expect(
    owner.page.locator('.terminal-tabs-entry, .single-terminal-tab, .tabs-list', { hasText: 'Clean copy' }).first(),
  ).toBeVisible({ timeout: 20_000 });
  const rows = owner.page.locator('.terminal-wrapper.active .xterm-rows');
  await expect(rows).toContainText(/\$|#/, { timeout: 15_000 });
  await owner.type('cat poem.txt; git status --short\n');
  await expect(rows).toContainText('three of mine');
  await expect(rows).not.toContainText('half-typed');
  await owner.page.screenshot({ path: 'test-results/clean-copy.png' });
  await owner.open('poem.txt');
  await owner.page.keyboard.press('Control+Home');
  await owner.type('X');
  await expect(owner.page.locator('.statusbar-item', { hasText: 'needs Ada’s edit' })).toBeVisible();
  await owner.page.screenshot({ path: 'test-results/clean-copy-needs.png' });
  await owner.page.getByRole('button', { name: 'Take Both' }).click();
  await expect(owner.page.locator('.statusbar-item', { hasText: 'with Ada’s edit' })).toBeVisible();
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(2);
  await owner.page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus();
  await owner.type('clear; head -1 poem.txt\n');
  await expect(rows).toContainText('Xone half-typed by Ada');
  await owner.type('exit\n');
  await expect.poll(() => git('worktree', 'list').trim().split('\n').length).toBe(1);
  // Nothing of either's unsaved work went with the copy.
  for (const window of [owner, ada]) await window.expectText(/Xone half-typed by Ada\s+two\s+three of mine/);
  expect(await host.read('poem.txt')).toBe('one\ntwo\nthree\nfour\nfive\n');
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('a guest has a clean copy with their own edits, and chooses both or neither where it needs another’s', async ({
  owner,
  ada,
}) => {
  for (const window of [owner, ada]) await window.open('poem.txt');
  await owner.goToEnd(1);
  await owner.type(' half-typed by the owner');
  await owner.goToEnd(2);
  await owner.type(' of the owner');
  await ada.expectText(/half-typed by the owner/);
  await ada.goToEnd(3);
  await ada.type(' of Ada');
  await ada.goToEnd(1);
  await ada.page.keyboard.press('Home');
  await ada.type('X');
  await ada.command('Ensemble: Terminal on a Clean Copy');
  await owner.page.getByRole('button', { name: 'Open and Share' }).click();
  const terminal = await showSharedTerminal(ada);
  const item = ada.page.locator('.statusbar-item', { hasText: /Clean copy: needs .*edit/ });
  await expect(item).toBeVisible({ timeout: 20_000 });
  await expect(owner.page.locator('.statusbar-item', { hasText: 'Ada’s clean copy: needs your edit' })).toBeVisible();
  await terminal.type('clear; cat poem.txt');
  await terminal.shows('one\ntwo\nthree of Ada');
  await ada.page.screenshot({ path: 'test-results/clean-copy-guest-needs.png' });
  await ada.page.getByRole('button', { name: 'Take Both' }).click();
  await expect(ada.page.locator('.statusbar-item', { hasText: /Clean copy: with .*edit/ })).toBeVisible();
  await terminal.type('clear; cat poem.txt');
  await terminal.shows('Xone half-typed by the owner\ntwo\nthree of Ada');
  await ada.page.screenshot({ path: 'test-results/clean-copy-guest-both.png' });
  await owner.page.screenshot({ path: 'test-results/clean-copy-guest-owner.png' });
  await terminal.type('exit');
  await ada.open('poem.txt');
  await ada.expectText(/Xone half-typed by the owner\s+two of the owner\s+three of Ada/);
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
