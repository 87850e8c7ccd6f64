import { expect, type Locator } from '@playwright/test';
import { test } from './lib/pair.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

test.use({ files: { 'd.txt': 'base' } });

const counted = ({ page }: WorkbenchPage, count: number) =>
  page.getByRole('button', { name: `${count} unsaved ${count === 1 ? 'file' : 'files'} in the session: show them` });

/** Opens the list of what is unsaved by the count in the status bar. */
async function openList(window: WorkbenchPage, count: number): Promise<Locator> {
  await counted(window, count).click();
  return window.page.getByRole('list', { name: 'Unsaved' });
}

async function closeTab(window: WorkbenchPage, name: string): Promise<void> {
  await window.page.locator('.tab', { hasText: name }).click();
  await window.command('View: Close Editor');
  await expect(window.page.locator('.tab', { hasText: name })).toHaveCount(0);
}

test('what is unsaved is listed for everybody, by whom, and saved and opened from there', async ({
  host,
  owner,
  ada,
}) => {
  await owner.open('d.txt');
  await owner.goToEnd(1);
  await owner.type(' O');
  await ada.open('d.txt');
  await ada.goToEnd(1);
  await ada.type(' A');
  await owner.expectText('base O A');
  for (const window of [owner, ada]) await closeTab(window, 'd.txt');
  const list = await openList(ada, 1);
  await expect(list.getByRole('listitem', { name: /^d\.txt, unsaved work of .* and you$/ })).toBeVisible();
  await ada.page.screenshot({ path: 'test-results/unsaved.png' });
  await list.getByRole('button', { name: 'Open d.txt' }).click();
  await ada.expectText('base O A');
  await closeTab(ada, 'd.txt');
  await list.getByRole('button', { name: 'Save d.txt' }).click();
  await expect.poll(() => host.read('d.txt')).toBe('base O A');
  await expect(list.getByRole('listitem')).toHaveCount(0);
  await expect(ada.page.getByText(/Nothing is unsaved/)).toBeVisible();
  await expect(counted(owner, 1)).toBeHidden();
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('it is reverted from there, and who has closed it hears of it and brings it back', async ({ owner, ada }) => {
  await ada.open('d.txt');
  await ada.goToEnd(1);
  await ada.type(' A');
  await expect(counted(owner, 1)).toBeVisible();
  await closeTab(ada, 'd.txt');
  const list = await openList(owner, 1);
  await list.getByRole('button', { name: 'Revert d.txt…' }).click();
  const question = owner.page.getByRole('dialog').filter({ hasText: 'Revert d.txt' });
  await expect(question).toContainText('Unsaved work of Ada goes.');
  await question.getByRole('button', { name: 'Revert' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(0);
  await expect(
    ada.page.getByText(/reverted d\.txt to what is on the disk\. Unsaved work of you is gone/).first(),
  ).toBeVisible();
  await ada.page.getByRole('button', { name: 'Undo' }).first().click();
  await expect(list.getByRole('listitem', { name: 'd.txt, unsaved work of Ada' })).toBeVisible();
  await owner.open('d.txt');
  await owner.expectText('base A');
});

test('a viewer sees the list, has no buttons in it, and is never asked', async ({ owner, ada }) => {
  await owner.command('Ensemble: Focus on People View');
  await owner.page.getByRole('button', { name: 'Manage Ada' }).click();
  await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Make a viewer' }).click();
  await expect(ada.page.getByText('made you a viewer').first()).toBeVisible();
  await owner.open('d.txt');
  await owner.goToEnd(1);
  await owner.type(' O');
  await ada.open('d.txt');
  await ada.expectDirty('d.txt', true);
  const list = await openList(ada, 1);
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expect(list.getByRole('button', { name: /^Save|^Revert/ })).toHaveCount(0);
  // Nor as the only one who is left.
  await owner.page.close();
  await expect(
    ada.page.getByRole('list', { name: 'People' }).getByRole('listitem', { name: /background/ }),
  ).toBeVisible();
  await closeTab(ada, 'd.txt');
});
