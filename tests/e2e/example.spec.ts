import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect } from '@playwright/test';
import { ensurePlayground } from '../../scripts/lib/playground.mjs';
import { root } from './lib/ensemble-process.ts';
import { test as pair } from './lib/pair.ts';
import { row, showChanges } from './lib/repository-host.ts';
import { RunningHost } from './lib/running-host.ts';
import { terminalOf } from './lib/terminal-page.ts';

/** A host of the example on which `npm start` opens. */
const test = pair.extend({
  host: async ({ files: _ }, use) => {
    const base = await mkdtemp(join(tmpdir(), 'ensemble-example-'));
    const example = await ensurePlayground(join(base, 'paper-boats'));
    const host = await RunningHost.start(undefined, relative(root, example));
    await use(host);
    await host.close();
    await rm(base, { recursive: true });
  },
});

test('the example shows an error of types and its history to everybody, runs, and has a test that waits', async ({
  owner,
  ada,
}) => {
  test.slow();
  await owner.open('race.js');
  for (const { page } of [owner, ada]) {
    await page.keyboard.press('Control+Shift+m');
    await expect(page.locator('.markers-panel .monaco-list-row', { hasText: 'race.js' })).toBeVisible({
      timeout: 20_000,
    });
    await expect(page.locator('.markers-panel').getByText(/is not assignable to type 'Place\[\]'/)).toBeVisible();
  }
  const terminal = await terminalOf(owner, 'open');
  await terminal.type('clear; npm run --silent race');
  await terminal.shows('Grace');
  // One test waits for the work that is begun.
  await terminal.type("clear; npm test 2>&1 | grep -E ' (pass|fail) [0-9]'");
  await terminal.shows('fail 1');
  for (const window of [owner, ada]) {
    await showChanges(window);
    const graph = window.page.getByRole('tree', { name: 'Source Control History' });
    for (const subject of ['Begin to share a place in a race', 'Let the boats race', 'Let paper boats sail'])
      await expect(graph.getByRole('treeitem', { name: subject })).toBeVisible({ timeout: 15_000 });
    await expect(row(window, /boats\.json/)).toBeVisible();
  }
  await owner.page.screenshot({ path: 'test-results/example-owner.png' });
  await ada.page.screenshot({ path: 'test-results/example-ada.png' });
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
