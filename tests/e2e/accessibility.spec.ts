import { expect, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { axe, faultsIn, inEachTheme } from './lib/axe.ts';
import { test } from './lib/pair.ts';
import { RunningHost } from './lib/running-host.ts';
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

/** Faults of a page outside of the workbench, which is dark or light as the system is. */
async function faultsOfPage(page: Page): Promise<string[]> {
  const found = await landmarkFaults(page);
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await faultsIn(page, ['html'])).map((fault) => `${colorScheme}: ${fault}`));
  }
  return found;
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
  const follow = owner.page.getByRole('button', { name: 'Follow Ada' });
  const found: string[] = [];
  await inEachTheme(owner, async (theme) => {
    // The file of settings, in which the theme is chosen, ends the following.
    if ((await follow.getAttribute('aria-pressed')) !== 'true') await follow.click();
    await expect(follow).toHaveAttribute('aria-pressed', 'true');
    await expect(owner.page.locator('.ensemble-view').first()).toBeVisible();
    if (shots) await owner.page.screenshot({ path: `${shots}/axe-${theme}.png` });
    const faults = await faultsIn(owner.page, ['.ensemble-view', '.statusbar', '.ensemble-welcome']);
    found.push(...faults.map((fault) => `${theme}: ${fault}`));
  });
  expect(found).toEqual([]);
  expect(await landmarkFaults(owner.page)).toEqual([]);
});

test('axe finds no fault in the page on which a guest joins', async ({ browser, host }) => {
  const guest = await WorkbenchPage.blank(browser);
  await guest.page.goto(host.link);
  await expect(guest.page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
  expect(await faultsOfPage(guest.page)).toEqual([]);
  await guest.page.setViewportSize({ width: 390, height: 800 });
  if (shots) await guest.page.screenshot({ path: `${shots}/join-390.png` });
  const overflow = await guest.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await guest.close();
});

test('axe finds no fault in the pages of who waits, was denied or was removed', async ({ browser }, info) => {
  const host = await RunningHost.start(['--share', '--address', '127.0.0.1']);
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const guest = await WorkbenchPage.blank(browser);
  const { page } = guest;
  try {
    await guest.join(host.link, 'Ada');
    await expect(page.getByRole('status')).toHaveText(/^Waiting for/);
    await page.screenshot({ path: info.outputPath('waits.png') });
    expect(await faultsOfPage(page)).toEqual([]);
    await owner.page.getByRole('button', { name: 'Deny', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'You were not let in' })).toBeVisible();
    expect(await faultsOfPage(page)).toEqual([]);
    const other = await WorkbenchPage.blank(browser);
    await other.join(host.link, 'Bob');
    await owner.page.getByRole('button', { name: 'Admit', exact: true }).click();
    await other.ready();
    await owner.command('Ensemble: Focus on People View');
    await owner.page.getByRole('button', { name: 'Manage Bob' }).click();
    await owner.choose('Remove');
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await other.page.getByRole('button', { name: 'Back to the Join Page' }).click();
    await expect(other.page.getByRole('heading', { name: 'You were removed' })).toBeVisible();
    expect(await faultsOfPage(other.page)).toEqual([]);
    await other.close();
  } finally {
    await guest.close();
    await owner.close();
    await host.close();
  }
});
