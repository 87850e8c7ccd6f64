import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect } from '@playwright/test';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { EnsembleProcess, root } from '../e2e/lib/ensemble-process.ts';
import { WorkbenchPage } from '../e2e/lib/workbench-page.ts';

// `npm run picture`: the picture of the player in the README, taken of the sample recording.
const place = join(root, 'docs/images/player.png');

const base = await mkdtemp(join(tmpdir(), 'ensemble-picture-'));
const player = new EnsembleProcess();
const program = findBrowser();
const browser = await chromium.launch({
  ...(program === undefined ? {} : { executablePath: program }),
  chromiumSandbox: process.getuid?.() !== 0,
});
try {
  await player.start(['replay', join(root, 'examples', 'boat-race.ensemble')], join(base, 'home'));
  const viewer = await WorkbenchPage.ofHost(browser, player.printed('ready')!);
  const { page } = viewer;
  await page.setViewportSize({ width: 1440, height: 900 });
  const bar = page.getByRole('toolbar', { name: 'Player' });
  const time = bar.getByRole('slider', { name: 'Time' });
  const moment = bar.getByRole('status', { name: 'Moment' });
  await expect(async () => {
    await time.press('End');
    await expect(moment).toContainText('Ties share a place', { timeout: 1_000 });
  }).toPass();
  await viewer.open('src/race.js');
  await viewer.editor.locator('.view-line', { hasText: 'Boats with the same time share' }).click();
  await viewer.command('Why Is This Line So');
  await expect(page.getByText('Why line 24 of src/race.js is so')).toBeVisible();
  await expect(page.getByText('Ties share a place').nth(1)).toBeVisible();
  await page.mouse.move(700, 300);
  await page.screenshot({ path: place });
} finally {
  await browser.close();
  await player.end('SIGTERM');
  await rm(base, { recursive: true, force: true });
}
