import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from './lib/repository-pair.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

// Two people's windows take long to come on a busy machine.
test.slow();

/** Chooses a row; the pointer goes away first, since words about the row under it cover the next one. */
async function pick(window: WorkbenchPage, name: RegExp): Promise<void> {
  const row = window.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first();
  await expect(row).toBeVisible({ timeout: 15_000 });
  await window.page.mouse.move(0, 0);
  await row.click();
}
const files = (window: WorkbenchPage) => window.page.getByRole('list', { name: 'Changed files' });

/** Opens a review of the branch, which is not checked out, against the main one. */
async function reviewFeature(window: WorkbenchPage, count: number): Promise<void> {
  await window.command('Ensemble: Review a Branch or Commits…');
  await pick(window, /^feature/);
  await pick(window, /^main/);
  await expect(files(window).getByRole('listitem')).toHaveCount(count, { timeout: 15_000 });
}

const openFile = (window: WorkbenchPage, name: string) =>
  files(window)
    .getByRole('listitem', { name: new RegExp(`^${name}`) })
    .getByRole('button', { name: new RegExp(name) })
    .first()
    .click();

/** Adds a branch on which a text is changed, one is new and one is gone. */
async function branchOff(folder: string, git: (...args: string[]) => string): Promise<void> {
  await writeFile(join(folder, 'old.txt'), 'gone soon\n');
  git('add', '--all');
  git('commit', '-q', '-m', 'Add what goes');
  git('checkout', '-q', '-b', 'feature');
  await writeFile(join(folder, 'poem.txt'), 'one\ntwo and a half\nthree\nfour\nfive\n');
  await writeFile(join(folder, 'song.txt'), 'la\n');
  git('rm', '-q', 'old.txt');
  git('add', '--all');
  git('commit', '-q', '-m', 'Sing');
}

test('two people review a branch: who has looked at which file is seen by both, and lines are commented on', async ({
  git,
  host,
  owner,
  ada,
}) => {
  await branchOff(host.folder, git);
  await writeFile(join(host.folder, 'draft.txt'), 'not committed\n');
  await owner.command('Ensemble: Review a Branch or Commits…');
  await pick(owner, /feature, as the folder is now/);
  await pick(owner, /^main/);
  await expect(files(owner).getByRole('listitem')).toHaveCount(4, { timeout: 15_000 });
  await expect(ada.page.getByText(/opened a review: the folder as it is now against main/).first()).toBeVisible();
  await ada.page.getByRole('button', { name: 'Show', exact: true }).click();
  const rows = files(ada).getByRole('listitem');
  await expect(rows).toHaveCount(4, { timeout: 15_000 });
  await expect(rows.nth(0)).toHaveAccessibleName('draft.txt, added');
  await expect(rows.nth(1)).toHaveAccessibleName('old.txt, deleted');
  await expect(rows.nth(2)).toHaveAccessibleName('poem.txt, modified');
  await rows
    .nth(2)
    .getByRole('button', { name: /poem\.txt/ })
    .first()
    .click();
  const right = ada.page.locator('.monaco-diff-editor .editor.modified').first();
  await expect(right).toContainText('two and a half', { timeout: 15_000 });
  await ada.page.screenshot({ path: 'test-results/live-review-ada.png' });
  await rows.nth(2).getByRole('button', { name: 'I have looked at poem.txt' }).click();
  await expect(ada.page.getByText('You looked at 1 of 4')).toBeVisible();
  await expect(files(owner).getByRole('listitem').nth(2)).toHaveAccessibleName(/looked at by Ada/);
  await right.locator('.view-line', { hasText: 'two and a half' }).first().click();
  await ada.command('Ensemble: Comment on These Lines');
  await expect(ada.page.locator('.review-widget .monaco-editor.focused')).toBeVisible();
  await ada.page.keyboard.insertText('Less, please\n```suggestion\ntwo and a quarter\n```');
  await ada.page.locator('.review-widget .monaco-button').getByText('Comment', { exact: true }).click();
  await expect(ada.page.locator('.review-widget').first()).toContainText('Less, please');
  await ada.page.screenshot({ path: 'test-results/live-review-comment.png' });

  await owner.command('Ensemble: Show Review');
  await owner.page.getByRole('list', { name: 'Comments', exact: true }).getByRole('button').click();
  const thread = owner.editor.locator('.review-widget');
  await expect(thread).toContainText('two and a quarter');
  await thread.locator('.review-comment').hover();
  await owner.page.screenshot({ path: 'test-results/live-review-owner.png' });
  await thread.getByRole('button', { name: 'Apply Suggestion' }).click();
  await owner.expectText('one\ntwo and a quarter\nthree\nfour\nfive\n');
  await expect(right).toContainText('two and a quarter');
  await owner.editor.locator('textarea, .native-edit-context').first().focus();
  await owner.page.keyboard.press('Control+z');
  await owner.expectText(/two and a half/);
  await owner.command('Ensemble: End the Review');
  await expect(files(ada)).toBeHidden();
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('commits that are not checked out are commented on, and both see that at the lines of the commit', async ({
  git,
  host,
  owner,
  ada,
}) => {
  await branchOff(host.folder, git);
  git('checkout', '-q', 'main');
  await reviewFeature(owner, 3);
  await ada.page.getByRole('button', { name: 'Show', exact: true }).click();
  const right = (window: WorkbenchPage) =>
    window.page.locator('.monaco-diff-editor .editor.modified', { hasText: 'two and a half' });
  await openFile(ada, 'poem.txt');
  await expect(right(ada)).toContainText('two and a half', { timeout: 15_000 });
  await right(ada).locator('.view-line', { hasText: 'two and a half' }).first().click();
  await ada.command('Ensemble: Comment on These Lines');
  await expect(ada.page.locator('.review-widget .monaco-editor.focused')).toBeVisible();
  await ada.page.keyboard.insertText('Why a half?');
  await ada.page.locator('.review-widget .monaco-button').getByText('Comment', { exact: true }).click();
  await expect(right(ada).locator('.review-widget').first()).toContainText('Why a half?');
  await openFile(owner, 'poem.txt');
  await expect(right(owner)).toContainText('two and a half', { timeout: 15_000 });
  await right(owner).locator('[class*="comment-thread"]').first().click();
  const thread = right(owner).locator('.review-widget');
  await expect(thread).toContainText('Why a half?');
  await owner.page.screenshot({ path: 'test-results/live-review-past.png' });
  await thread.getByRole('button', { name: 'Reply…' }).click();
  await owner.page.keyboard.insertText('It rhymes.');
  await thread.locator('.monaco-button').getByText('Reply', { exact: true }).click();
  await expect(right(ada).locator('.review-widget')).toContainText('It rhymes.');
  await ada.page.screenshot({ path: 'test-results/live-review-past-ada.png' });
  await ada.command('Ensemble: Welcome');
  await ada.command('Ensemble: Focus on People View');
  await ada.page
    .getByRole('button', { name: /^Follow (?!Ada)/ })
    .first()
    .click();
  await expect(right(ada)).toBeVisible();
  await openFile(owner, 'old.txt');
  await expect(ada.page.locator('.monaco-diff-editor .editor.original', { hasText: 'gone soon' })).toBeVisible();
  await ada.page.screenshot({ path: 'test-results/live-review-follow.png' });
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('the next file counts the one before as looked at, also where the commit is not checked out', async ({
  git,
  host,
  owner,
}) => {
  await branchOff(host.folder, git);
  git('checkout', '-q', 'main');
  await reviewFeature(owner, 3);
  const next = async (tab: RegExp) => {
    await owner.command('Ensemble: Next File to Look At');
    await expect(owner.page.locator('.editor-group-container.active .tab.active')).toContainText(tab);
  };
  await next(/old\.txt/);
  await next(/poem\.txt/);
  await expect(owner.page.getByText('You looked at 1 of 3')).toBeVisible();
  await next(/song\.txt/);
  await expect(owner.page.getByText('You looked at 2 of 3')).toBeVisible();
  await owner.command('Ensemble: Next File to Look At');
  await expect(owner.page.getByText(/You (have )?looked at (3 of 3|all)/).first()).toBeVisible();
  await owner.page.screenshot({ path: test.info().outputPath('next.png') });
});

test('who follows somebody through commits that are not checked out comes to their lines, in the old text and the new', async ({
  git,
  host,
  owner,
  ada,
}) => {
  const lines = Array.from({ length: 300 }, (_, at) => `line ${at + 1}.`);
  await writeFile(join(host.folder, 'long.txt'), `${lines.join('\n')}\n`);
  git('add', '--all');
  git('commit', '-q', '-m', 'Add a long text');
  git('checkout', '-q', '-b', 'feature');
  const changed = lines
    .map((line, at) => (at === 249 ? `${line} changed` : line))
    .filter((_, at) => at < 50 || at >= 60);
  await writeFile(join(host.folder, 'long.txt'), `${changed.join('\n')}\n`);
  git('commit', '-q', '-a', '-m', 'Change and cut it');
  git('checkout', '-q', 'main');
  await reviewFeature(owner, 1);
  await openFile(owner, 'long.txt');
  const side = (window: WorkbenchPage, name: 'original' | 'modified') =>
    window.page.locator(`.monaco-diff-editor .editor.${name}`);
  const line = (window: WorkbenchPage, name: 'original' | 'modified', words: string) =>
    side(window, name).locator('.view-line').getByText(words, { exact: true });
  // A comparison begins at its first change.
  await line(owner, 'modified', 'line 61.').click({ timeout: 15_000 });
  await owner.page.keyboard.press('Control+End');
  await expect(line(owner, 'modified', 'line 300.')).toBeVisible();
  await ada.command('Ensemble: Focus on People View');
  await ada.page
    .getByRole('button', { name: /^Follow (?!Ada)/ })
    .first()
    .click();
  await expect(line(ada, 'modified', 'line 300.')).toBeVisible({ timeout: 15_000 });
  await ada.page.screenshot({ path: test.info().outputPath('follow-new.png') });
  await line(owner, 'original', 'line 299.').click();
  await owner.page.keyboard.press('Control+Home');
  await expect(line(ada, 'original', 'line 1.')).toBeVisible();
  await ada.command('Ensemble: Focus on People View');
  for (let page = 0; page < 2; page++) await owner.page.keyboard.press('PageDown');
  await expect(line(owner, 'original', 'line 52.')).toBeVisible();
  await expect(line(ada, 'original', 'line 52.')).toBeVisible();
  await ada.page.screenshot({ path: test.info().outputPath('follow-old.png') });
  await expect(ada.page.getByText(/^Following /).first()).toBeVisible();
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
