import { writeFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { openConflict, result, side, take } from './lib/merge-view.ts';
import { branchShown, row, showChanges } from './lib/repository-host.ts';
import { test } from './lib/repository-pair.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

const poem = (changes: Record<number, string> = {}) =>
  Array.from({ length: 9 }, (_, at) => `${changes[at + 1] ?? `line ${at + 1}`}\n`).join('');

const inGraph = (window: WorkbenchPage, subject: string) =>
  window.page.getByRole('tree', { name: 'Source Control History' }).getByRole('treeitem', { name: subject });

const choose = (window: WorkbenchPage, text: string) =>
  window.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();

// Two people's windows take long to come on a busy machine.
test.slow();

test('two people resolve a picked commit, a stash and a file that both sides added, and abort', async ({
  host,
  git,
  owner,
  ada,
}) => {
  const write = (path: string, text: string) => writeFile(host.at(path), text);
  const commit = (message: string) => {
    git('add', '--all');
    git('commit', '-q', '-m', message);
  };
  await write('poem.txt', poem());
  commit('Write the poem');
  git('checkout', '-q', '-b', 'adding');
  await write('new.txt', 'added on the branch\n');
  commit('Add a file');
  git('checkout', '-q', '-b', 'topic', 'main');
  await write('poem.txt', poem({ 2: 'line 2 of the topic', 5: 'line 5 of the topic', 8: 'line 8 of the topic' }));
  commit('On the topic');
  git('checkout', '-q', 'main');
  await write('poem.txt', poem({ 2: 'line 2 of main', 8: 'line 8 of main' }));
  await write('new.txt', 'added on main\n');
  commit('On main');
  const both = [owner, ada];
  for (const window of both) {
    await showChanges(window);
    await expect(branchShown(window, 'main')).toBeVisible({ timeout: 15_000 });
  }
  const shot = (name: string) =>
    Promise.all(
      both.map((window) =>
        window.page.screenshot({ path: `test-results/kinds-${name}-${window === owner ? 'owner' : 'ada'}.png` }),
      ),
    );

  await ada.command('Git: Cherry Pick…');
  await choose(ada, 'On the topic');
  for (const window of both) {
    await openConflict(window, /^poem\.txt/, '2 Conflicts Remaining');
    await expect(branchShown(window, 'cherry-pick')).toBeVisible();
  }
  await shot('picked');
  await take(ada, 'first', 'incoming');
  await take(owner, 'last', 'current');
  await expect(result(owner)).toContainText('Ada took Incoming');
  await expect(result(ada)).toContainText('took Current');
  await expect(result(ada)).toContainText('0 Conflicts Remaining');
  await shot('taken');
  await owner.page.getByRole('button', { name: 'Complete Merge' }).click();
  await expect(row(ada, /^Merge Changes/)).toHaveCount(0);
  await ada.command('Git: Continue What Is Under Way');
  await expect.poll(() => git('log', '-1', '--format=%s').trim()).toBe('On the topic');
  const picked = poem({ 2: 'line 2 of the topic', 5: 'line 5 of the topic', 8: 'line 8 of main' });
  expect(git('show', 'HEAD:poem.txt')).toBe(picked);
  await expect(branchShown(owner, 'cherry-pick')).toHaveCount(0);
  for (const window of both) await expect(inGraph(window, 'On the topic')).toBeVisible();

  const stashed = picked.replace('line 5 of the topic', 'line 5, put aside').replace('line 1\n', 'line 1, aside too\n');
  await write('poem.txt', stashed);
  git('stash', '-q');
  const after = picked.replace('line 5 of the topic', 'line 5, said anew');
  await write('poem.txt', after);
  commit('Say it anew');
  for (const window of both) await expect(inGraph(window, 'Say it anew')).toBeVisible();
  await ada.command('Git: Pop Latest Stash');
  for (const window of both) await openConflict(window, /^poem\.txt/, '1 Conflict Remaining');
  await expect(side(owner, 'incoming')).toContainText('Stashed changes');
  await shot('popped');
  await owner.command('Git: Abort What Is Under Way');
  await owner.page.getByRole('button', { name: 'Abort', exact: true }).click();
  for (const window of both) await expect(row(window, /^Merge Changes/)).toHaveCount(0);
  await expect.poll(() => host.read('poem.txt')).toBe(after);
  expect(git('status', '--porcelain')).toBe('');
  await ada.command('Git: Pop Latest Stash');
  for (const window of both) await openConflict(window, /^poem\.txt/, '1 Conflict Remaining');
  await take(owner, 'first', 'incoming');
  await expect(result(ada)).toContainText('took Incoming');
  await ada.page.getByRole('button', { name: 'Complete Merge' }).click();
  await expect(row(owner, /^Merge Changes/)).toHaveCount(0);
  expect(git('show', ':poem.txt')).toBe(stashed);
  expect(git('stash', 'list').trim().split('\n')).toHaveLength(1);
  await expect(branchShown(owner, 'stash')).toHaveCount(0);
  commit('Take what was put aside');

  await expect(inGraph(owner, 'Take what was put aside')).toBeVisible();
  await owner.command('Git: Merge…');
  await choose(owner, 'adding');
  for (const window of both) await openConflict(window, /^new\.txt/, '1 Conflict Remaining');
  await shot('added');
  await take(ada, 'first', 'incoming');
  await expect(result(owner)).toContainText('Ada took Incoming');
  await ada.command('Git: Abort What Is Under Way');
  await ada.page.getByRole('button', { name: 'Abort', exact: true }).click();
  await expect(row(owner, /^Merge Changes/)).toHaveCount(0);
  expect(await host.read('new.txt')).toBe('added on main\n');
  for (const window of both) await window.expectText('added on main\n');
  await owner.command('Git: Merge…');
  await choose(owner, 'adding');
  for (const window of both) await openConflict(window, /^new\.txt/, '1 Conflict Remaining');
  await owner.page.getByRole('button', { name: 'Complete Merge' }).click();
  await expect(owner.page.getByText('One conflict waits for a choice')).toBeVisible();
  await shot('waits');
  await owner.page.getByRole('button', { name: 'Cancel' }).click();
  await take(ada, 'first', 'current');
  await owner.page.getByRole('button', { name: 'Complete Merge' }).click();
  await expect(row(ada, /^Merge Changes/)).toHaveCount(0);
  await owner.command('Git: Continue What Is Under Way');
  await expect.poll(() => git('log', '-1', '--format=%p').trim().split(' ').length).toBe(2);
  expect(git('show', 'HEAD:new.txt')).toBe('added on main\n');
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
