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
