import { expect } from '@playwright/test';
import { openPoem, test } from './lib/repository-pair.ts';

test('a change is compared in place, staged and taken back there, and the next one follows', async ({
  git,
  owner,
  ada,
}) => {
  await openPoem(owner, ada);
  await ada.goToEnd(1);
  await ada.type(' by Ada');
  await ada.goToEnd(4);
  await ada.type(' more');
  await ada.save();
  for (const window of [owner, ada])
    await expect(window.editor.locator('.ensemble-quick-diff.modified')).toHaveCount(2, { timeout: 10_000 });
  const peek = ada.page.locator('.peekview-widget');
  await ada.page.keyboard.press('Control+Home');
  await ada.page.keyboard.press('Alt+F3');
  await expect(peek).toContainText('1 of 2 changes');
  await ada.page.screenshot({ path: 'test-results/git-peek.png' });
  await peek.getByRole('button', { name: 'Show Next Change' }).click();
  await expect(peek).toContainText('2 of 2 changes');
  await peek.getByRole('button', { name: 'Show Next Change' }).click();
  await expect(peek).toContainText('1 of 2 changes');
  await peek.getByRole('button', { name: 'Stage Change' }).click();
  await expect(peek).toContainText('1 of 1 changes', { timeout: 10_000 });
  expect(git('show', ':poem.txt')).toBe('one by Ada\ntwo\nthree\nfour\nfive\n');
  await peek.getByRole('button', { name: 'Revert Change' }).click();
  await expect(peek).toHaveCount(0);
  await owner.expectText('one by Ada\ntwo\nthree\nfour\nfive\n');
  await ada.page.keyboard.press('Control+z');
  await owner.expectText('one by Ada\ntwo\nthree\nfour more\nfive\n');
  await owner.editor.locator('.ensemble-quick-diff.modified').first().click();
  await expect(owner.page.locator('.peekview-widget')).toContainText('1 of 1 changes');
  await owner.page.keyboard.press('Escape');
  await expect(owner.page.locator('.peekview-widget')).toHaveCount(0);
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
