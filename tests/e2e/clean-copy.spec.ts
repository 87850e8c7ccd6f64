import { expect } from '@playwright/test';
import { test } from './lib/repository-pair.ts';

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
  expect(await host.read('poem.txt')).toBe('one\ntwo\nthree\nfour\nfive\n');
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
