import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { root } from './lib/ensemble-process.ts';
import { test } from './lib/pair.ts';
import { RunningHost } from './lib/running-host.ts';

const failing = "process.stderr.write('words.dict is not there\\n');\nprocess.exit(3);\n";
const working = join(root, 'tests/unit/main/languages/scripted-server.mjs');

const here = test.extend<object>({
  host: async ({ files: _ }, use) => {
    const host = await RunningHost.start();
    await host.end('SIGTERM');
    await writeFile(host.at('a.word'), 'BAD text\n');
    await writeFile(host.at('price.ts'), 'export const priceOf = (count: number): number => count * 120;\n');
    await writeFile(host.at('till.ts'), "import { priceOf } from './price.js';\n\nexport const total = priceOf(2);\n");
    await writeFile(host.at('tsconfig.json'), '{ "compilerOptions": { "module": "nodenext", "noEmit": true } }\n');
    await writeFile(join(host.home, 'server.mjs'), failing);
    const scripted = {
      name: 'Words',
      command: process.execPath,
      args: [join(host.home, 'server.mjs')],
      languages: { word: { extensions: ['.word'] } },
    };
    await writeFile(join(host.home, 'languages.json'), JSON.stringify({ servers: { scripted } }));
    await host.restart();
    await use(host);
    await host.close();
  },
});

// Two people's windows take long to come on a busy machine.
here.slow();

here(
  'a language server that a setting names crashes, says so, shows its log, and is restarted by a guest',
  async ({ host, owner, ada }) => {
    for (const window of [owner, ada]) await window.open('a.word');
    const state = (words: string) => ada.page.locator('.statusbar-item', { hasText: words });
    await expect(state('starts again')).toBeVisible({ timeout: 20_000 });
    await ada.page.screenshot({ path: 'test-results/language-server-restarting.png' });
    // It is tried again later and later, and then given up.
    await expect(state('failed')).toBeVisible({ timeout: 40_000 });
    await expect(owner.page.locator('.statusbar-item', { hasText: 'failed' })).toBeVisible();
    await state('failed').click();
    const choose = (label: string) =>
      ada.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
    await choose('Show Log');
    const log = ada.page.locator('.panel .output-view, .panel .monaco-editor').first();
    await expect(log).toContainText(/words\.dict.is.not.there/);
    await ada.page.screenshot({ path: 'test-results/language-server-log.png' });
    await copyFile(working, join(host.home, 'server.mjs'));
    await state('failed').click();
    await choose('Restart');
    await expect(state('failed')).toHaveCount(0);
    for (const window of [owner, ada])
      await expect(window.editor.locator('.squiggly-error').first()).toBeVisible({ timeout: 20_000 });
    await ada.page.screenshot({ path: 'test-results/language-server-back.png' });
    expect([...owner.errors, ...ada.errors]).toEqual([]);
  },
);

here('a guest goes to a symbol of the workspace, in a file that nobody has open', async ({ owner, ada }) => {
  await ada.open('till.ts');
  const input = ada.page.locator('.quick-input-widget input').first();
  const found = ada.page.locator('.quick-input-list .monaco-list-row', { hasText: 'priceOf' });
  // The server has the project some time after its first file.
  await expect(async () => {
    await ada.page.keyboard.press('Escape');
    await ada.page.keyboard.press('Control+t');
    await input.fill('#priceOf', { timeout: 5_000 });
    await expect(found.first()).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await ada.page.screenshot({ path: 'test-results/workspace-symbol.png' });
  await input.press('Enter');
  await expect(ada.page.locator('.tab.active')).toContainText('price.ts');
  await ada.expectText(/export const priceOf/);
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
