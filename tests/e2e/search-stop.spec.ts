import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';

// Each line costs an expression that tries all its parts about as much as it may.
test.use({ files: { 'one.txt': 'the heron stands\n', 'long.txt': `${'x'.repeat(3000)}\n`.repeat(4000) } });

test('a guest sees what a search has found while it goes on, and stops it', async ({ ada }) => {
  await ada.page.keyboard.press('Control+Shift+f');
  const view = ada.page.locator('.search-view');
  const field = view.getByRole('textbox', { name: /^Search/ }).first();
  const expressions = view.getByRole('checkbox', { name: /^Use Regular Expression/ });
  const found = view.getByRole('treeitem', { name: /one\.txt/ });
  const stop = ada.page.getByRole('button', { name: 'Cancel Search' });
  await expressions.click();
  await field.fill('heron stands|x*x*x*y(?=q)');
  await expect(found).toBeVisible();
  await stop.click();
  await expect(stop).toHaveCount(0);
  await ada.page.screenshot({ path: 'test-results/search-stopped.png' });
  await expect(found).toBeVisible();
  await expressions.click();
  await field.fill('the heron');
  await expect(found).toBeVisible();
  await expect(view.locator('.messages').first()).toContainText('1 result in 1 file');
  expect(ada.errors).toEqual([]);
});
