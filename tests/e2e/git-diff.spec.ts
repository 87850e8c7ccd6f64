import { expect } from '@playwright/test';
import { row, showChanges } from './lib/repository-host.ts';
import { openPoem, test } from './lib/repository-pair.ts';

// Two people's windows take long to come on a busy machine.
test.slow();

test('a guest stages the lines that are selected in a comparison, and takes them back from what is staged', async ({
  git,
  owner,
  ada,
}) => {
  await openPoem(owner, ada);
  await ada.goToEnd(1);
  await ada.type(' by Ada');
  await ada.goToEnd(2);
  await ada.type(' more');
  await ada.goToEnd(4);
  await ada.type(' and last');
  await ada.save();
  await expect(ada.editor.locator('.ensemble-quick-diff.modified').first()).toBeVisible({ timeout: 10_000 });
  await showChanges(ada);
  await row(ada, /^poem\.txt/).click();
  const right = ada.page.locator('.monaco-diff-editor .editor.modified').first();
  await expect(right).toContainText('four and last', { timeout: 15_000 });
  // Two neighbours differ, of which one is selected.
  await right.locator('.view-line', { hasText: 'two more' }).first().click();
  await ada.command('Git: Stage Selected Ranges');
  await expect.poll(() => git('show', ':poem.txt')).toBe('one\ntwo more\nthree\nfour\nfive\n');
  await showChanges(owner);
  await expect(row(owner, /^Staged Changes/)).toBeVisible();
  await ada.page.screenshot({ path: 'test-results/git-diff-staged.png' });
  await right.locator('.view-line', { hasText: 'four and last' }).first().click();
  await ada.page.keyboard.press('Shift+ArrowDown');
  await ada.command('Git: Stage Selected Ranges');
  await expect.poll(() => git('show', ':poem.txt')).toBe('one\ntwo more\nthree\nfour and last\nfive\n');
  await right.locator('.view-line', { hasText: 'two more' }).first().click();
  await ada.command('Git: Unstage Selected Ranges');
  await expect.poll(() => git('show', ':poem.txt')).toBe('one\ntwo\nthree\nfour and last\nfive\n');
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
