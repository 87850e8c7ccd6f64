import { expect } from '@playwright/test';
import { openPoem, test } from './lib/repository-pair.ts';

// Two people's windows take long to come on a busy machine.
test.slow();

test('somebody’s work is reviewed part by part, for everybody, and so also after a reload', async ({ owner, ada }) => {
  await openPoem(owner, ada);
  for (const line of [1, 3, 5]) {
    await ada.goToEnd(line);
    await ada.type(` by Ada ${line}`);
  }
  await owner.expectText(/five by Ada 5/);
  await owner.command('Ensemble: Review Work Of…');
  await expect(owner.page.locator('.quick-input-list')).toContainText('Ada', { timeout: 10_000 });
  await owner.choose('Ada');
  await expect(owner.page.locator('.quick-input-list')).toContainText('This session', { timeout: 10_000 });
  await owner.choose('This session');
  const rows = owner.page.getByRole('list', { name: 'Work of Ada' }).getByRole('listitem');
  await expect(rows).toHaveCount(3, { timeout: 15_000 });
  await owner.page.screenshot({ path: 'test-results/review-work.png' });
  const act = async (row: number, name: RegExp) => {
    await rows.nth(row).hover();
    await rows.nth(row).getByRole('button', { name }).click();
  };
  await act(0, /^Keep/);
  await act(1, /as Reviewed$/);
  await expect(rows.nth(0)).toContainText('Kept by you');
  await expect(rows.nth(1)).toContainText('Reviewed by you');
  await act(2, /^Reject/);
  await owner.expectText('one by Ada 1\ntwo\nthree by Ada 3\nfour\nfive\n');
  await expect(rows).toHaveCount(2, { timeout: 10_000 });
  await owner.page.screenshot({ path: 'test-results/review-work-judged.png' });
  await ada.page.reload();
  await ada.ready();
  await ada.command('Ensemble: Review Work Of…');
  await expect(ada.page.locator('.quick-input-list')).toContainText('you', { timeout: 10_000 });
  await ada.choose('you');
  await expect(ada.page.locator('.quick-input-list')).toContainText('This session', { timeout: 10_000 });
  await ada.choose('This session');
  const own = ada.page.getByRole('list', { name: 'Your work' }).getByRole('listitem');
  await expect(own).toHaveCount(2, { timeout: 15_000 });
  await expect(own.nth(0)).toContainText('Kept by ');
  await expect(own.nth(1)).toContainText('Reviewed by ');
  await ada.page.screenshot({ path: 'test-results/review-work-own.png' });
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('all that is left of somebody’s work is kept or rejected at once, of a file or altogether', async ({
  owner,
  ada,
}) => {
  await openPoem(owner, ada);
  for (const line of [1, 3]) {
    await ada.goToEnd(line);
    await ada.type(` by Ada ${line}`);
  }
  await ada.open('README.md');
  for (const words of ['Read me first. ', 'And then ']) {
    await ada.goToEnd(1);
    await ada.type(words);
    await ada.page.keyboard.press('Enter');
    await ada.page.keyboard.press('Enter');
  }
  const readme = await ada.text();
  await owner.expectText(/three by Ada 3/);
  await owner.command('Ensemble: Review Work Of…');
  const list = owner.page.locator('.quick-input-list');
  await expect(list).toContainText('Ada', { timeout: 10_000 });
  await owner.choose('Ada');
  await expect(list).toContainText('This session', { timeout: 10_000 });
  await owner.choose('This session');
  const work = owner.page.getByRole('list', { name: 'Work of Ada' });
  await expect(work.getByRole('button', { name: 'poem.txt', exact: true })).toBeVisible({ timeout: 15_000 });
  await owner.page.screenshot({ path: 'test-results/review-all.png' });
  await work.getByRole('button', { name: 'Keep All in README.md' }).click();
  await expect(work.getByText('Kept by you').first()).toBeVisible();
  await expect(work.getByRole('button', { name: 'Keep All in README.md' })).toBeHidden();
  await owner.page.getByRole('button', { name: 'Reject All', exact: true }).click();
  const dialog = owner.page.locator('.monaco-dialog-box');
  await expect(dialog).toContainText('Reject 2 parts of this work?');
  await owner.page.screenshot({ path: 'test-results/review-all-asked.png' });
  await dialog.getByRole('button', { name: 'Reject All' }).click();
  await owner.expectText('one\ntwo\nthree\nfour\nfive\n');
  expect(await ada.text()).toBe(readme);
  await owner.page.locator('.monaco-editor .view-lines').first().click();
  await owner.page.keyboard.press('Control+Z');
  await owner.expectText('one by Ada 1\ntwo\nthree by Ada 3\nfour\nfive\n');
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
