import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect } from '@playwright/test';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { ensurePlayground } from '../../scripts/lib/playground.mjs';
import { EnsembleProcess, root } from '../e2e/lib/ensemble-process.ts';
import { row } from '../e2e/lib/repository-host.ts';
import { terminalOf } from '../e2e/lib/terminal-page.ts';
import { WorkbenchPage } from '../e2e/lib/workbench-page.ts';

// `npm run picture`: the picture of the README, taken of two people at work in the running app.
const place = join(root, 'docs/images/two-people.png');
const size = { width: 1440, height: 900 };

const base = await mkdtemp(join(tmpdir(), 'ensemble-picture-'));
const host = new EnsembleProcess();
const program = findBrowser();
const browser = await chromium.launch({
  ...(program === undefined ? {} : { executablePath: program }),
  chromiumSandbox: process.getuid?.() !== 0,
});
try {
  const folder = await ensurePlayground(join(base, 'paper-boats'));
  const args = ['host', folder, '--port', '0', '--no-open', '--share', '--admit-everyone', '--address', '127.0.0.1'];
  const name = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.name', GIT_CONFIG_VALUE_0: 'Grace' };
  await host.start(args, join(base, 'home'), name);
  const grace = await WorkbenchPage.ofHost(browser, host.printed('ready')!);
  const ada = await WorkbenchPage.ofGuest(browser, host.printed('invite')!, 'Ada');
  await grace.page.setViewportSize(size);

  await grace.open('race.js');
  await ada.open('race.js');
  const terminal = await terminalOf(grace, 'open');
  await terminal.shows('paper-boats');
  await terminal.type(`PS1='paper-boats$ '; clear; npm run --silent race`);
  await terminal.shows('Radia');
  await grace.page.keyboard.press('Control+Shift+G');
  await expect(row(grace, /boats\.json/)).toBeVisible();

  await grace.open('race.js');
  await grace.goToEnd(24);
  await grace.page.keyboard.press('Enter');
  await grace.page.keyboard.type('const best = times[0]?.se', { delay: 60 });
  await grace.editor.locator('.suggest-widget .monaco-list-row', { hasText: 'seconds' }).first().waitFor();
  // Her name stands beside the cursor for two seconds after each move.
  await ada.goToEnd(11);
  await ada.page.keyboard.type(' // with the wind', { delay: 40 });
  await expect(grace.editor).toContainText(/with.the.wind/);
  await grace.page.screenshot({ path: place });
} finally {
  await browser.close();
  await host.end('SIGTERM');
  await rm(base, { recursive: true, force: true });
}
