import { expect } from '@playwright/test';
import { openPoem, test } from './lib/repository-pair.ts';

// Two people's windows take long to come on a busy machine.
test.slow();

test('somebody’s work is taken back in all files, without what others wrote, and undo brings it back', async ({
  owner,
  ada,
}) => {
  await openPoem(owner, ada);
  await ada.goToEnd(1);
  await ada.type(' by Ada');
  await ada.goToEnd(3);
  await ada.type(' by Ada');
  await owner.expectText(/three by Ada/);
  await owner.goToEnd(3);
  await owner.type(' and Olga');
  await owner.goToEnd(5);
  await owner.type(' by Olga');
  await ada.expectText(/five by Olga/);
  await ada.open('README.md');
  await ada.goToEnd(1);
  await ada.type(' Read me first.');
  await ada.save();
  await owner.command('Ensemble: Undo Work Of…');
  await expect(owner.page.locator('.quick-input-list')).toContainText('Ada', { timeout: 10_000 });
  await owner.page.screenshot({ path: 'test-results/undo-work-who.png' });
  await owner.choose('Ada');
  await expect(owner.page.locator('.quick-input-list')).toContainText('Since the last commit', { timeout: 10_000 });
  await owner.page.screenshot({ path: 'test-results/undo-work-span.png' });
  await owner.choose('The last 10 minutes');
  const list = owner.page.locator('.quick-input-list');
  await expect(list).toContainText('Undo 2 parts in 2 files', { timeout: 10_000 });
  await expect(list).toContainText('poem.txt, line 3 stays');
  await expect(list).toContainText('written in since by you');
  const compared = owner.page.locator('.monaco-diff-editor');
  await expect(compared).toHaveCount(2, { timeout: 10_000 });
  await owner.page.screenshot({ path: 'test-results/undo-work-preview.png' });
  expect(await ada.text()).toContain('Read me first.');
  await owner.choose('Choose Parts…');
  await expect(list).toContainText('“Read me first.” goes', { timeout: 10_000 });
  await owner.page.screenshot({ path: 'test-results/undo-work-parts.png' });
  await owner.page.keyboard.press('Enter');
  await expect(list).toContainText('Undo 2 parts in 2 files', { timeout: 10_000 });
  await owner.page.keyboard.press('Enter');
  await expect(compared).toHaveCount(0);
  await owner.expectText('one\ntwo\nthree by Ada and Olga\nfour\nfive by Olga\n');
  await expect.poll(() => ada.text()).not.toContain('Read me first.');
  await expect(ada.page.locator('.notifications-toasts')).toContainText('took back your work in README.md');
  await ada.page.screenshot({ path: 'test-results/undo-work-told.png' });
  await owner.page.locator('.monaco-editor .view-lines').first().click();
  await owner.page.keyboard.press('Control+Z');
  await owner.expectText('one by Ada\ntwo\nthree by Ada and Olga\nfour\nfive by Olga\n');
  await expect.poll(() => ada.text()).toContain('Read me first.');
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
