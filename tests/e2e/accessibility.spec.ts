import { expect, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { axe, faultsIn, inEachTheme } from './lib/axe.ts';
import { test } from './lib/pair.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test.use({ files: { 'words.txt': 'one\ntwo\nthree\n' } });

const shots = process.env['SHOTS'];

/** Faults of the landmarks of a page: there is one main part, and no more. */
async function landmarkFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe: found } = globalThis as unknown as { axe: { run(o: unknown): Promise<AxeResults> } };
    const { violations } = await found.run({
      runOnly: ['cat.semantics', 'best-practice'],
      resultTypes: ['violations'],
    });
    return violations
      .filter(({ id }) => /landmark-(one|no-duplicate)-main/.test(id))
      .map(({ id, help }) => `${id}: ${help}`);
  });
}

test('axe finds no fault in our views, in four themes', async ({ owner, ada }) => {
  test.setTimeout(240_000);
  await ada.open('words.txt');
  await ada.command('Ensemble: Lock Selection');
  await ada.page.keyboard.press('Control+End');
  await ada.type('unsaved');
  await owner.open('words.txt');
  await owner.command('Ensemble: Focus on People View');
  await owner.command('Ensemble: Show Chat');
  await owner.page.getByRole('textbox', { name: 'Message' }).fill('**Look** at `this`, @Ada');
  await owner.page.keyboard.press('Enter');
  await expect(owner.page.getByRole('log', { name: 'Messages' })).toContainText('Look');
  await owner.page.getByRole('button', { name: 'Follow Ada' }).click();
  const found: string[] = [];
  await inEachTheme(owner, async (theme) => {
    await expect(owner.page.locator('.ensemble-view').first()).toBeVisible();
    if (shots) await owner.page.screenshot({ path: `${shots}/axe-${theme}.png` });
    const faults = await faultsIn(owner.page, ['.ensemble-view', '.statusbar', '.ensemble-welcome']);
    found.push(...faults.map((fault) => `${theme}: ${fault}`));
  });
  expect(found).toEqual([]);
  expect(await landmarkFaults(owner.page)).toEqual([]);
});

test('axe finds no fault in the page on which a guest joins, and in the one on which they wait', async ({
  browser,
  host,
}) => {
  const guest = await WorkbenchPage.blank(browser);
  await guest.page.goto(host.link);
  await expect(guest.page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
  for (const colorScheme of ['dark', 'light'] as const) {
    await guest.page.emulateMedia({ colorScheme });
    expect(await faultsIn(guest.page, ['html'])).toEqual([]);
  }
  expect(await landmarkFaults(guest.page)).toEqual([]);
  await guest.page.setViewportSize({ width: 390, height: 800 });
  if (shots) await guest.page.screenshot({ path: `${shots}/join-390.png` });
  const overflow = await guest.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await guest.close();
});
