import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';

// Two people's windows take long to come on a busy machine.
test.slow();

test('the owner is offered the ways to other networks that the machine has, and told what each means before it is opened', async ({
  owner,
  ada,
}) => {
  const { page } = owner;
  await owner.command('Ensemble: Sharing…');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Reach from Elsewhere…' }).click();
  await page.screenshot({ path: 'test-results/reach-ways.png' });
  await owner.choose('Your team’s server');
  await expect(page.locator('.quick-input-widget')).toContainText('The link for hosts that `ensemble serve` printed');
  await page.keyboard.press('Escape');
  await owner.command('Ensemble: Reach from Elsewhere…');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'A server of yours, by SSH' }).click();
  await page.keyboard.insertText('-oProxyCommand=id');
  await expect(page.locator('.quick-input-message')).toContainText('This is not the name of a server.');
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('nobody@127.0.0.1');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('The server sees nothing of what is said.');
  await page.screenshot({ path: 'test-results/reach-consent.png' });
  await dialog.getByRole('button', { name: 'Open' }).click();
  // The door of these tests is for this machine alone, which no way leads out of.
  await expect(page.getByText(/This machine is in no network/).first()).toBeVisible({ timeout: 60_000 });
  await ada.page.keyboard.press('F1');
  await ada.page.keyboard.insertText('Reach from');
  await expect(ada.page.locator('.quick-input-list')).not.toContainText('Ensemble: Reach from Elsewhere');
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
