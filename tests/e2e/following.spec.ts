import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';
import { shareTerminalAs, TerminalPage, terminalOf } from './lib/terminal-page.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test.slow();

const tab = ({ page }: WorkbenchPage, name: RegExp) => page.getByRole('tab', { name, selected: true });
const frame = ({ page }: WorkbenchPage) => page.locator('.ensemble-follow-frame');

async function follow(window: WorkbenchPage, name: RegExp): Promise<void> {
  await window.command('Ensemble: Follow…');
  await window.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
  await expect(frame(window)).toBeVisible();
}

test('who is followed into a shared terminal is seen there, and the keyboard stays where it was', async ({
  owner,
  ada,
}) => {
  const mine = await terminalOf(owner, 'open');
  await mine.type('echo seen $((40 + 2))');
  await mine.shows('seen 42');
  await shareTerminalAs(owner, 'Everybody may look');
  await owner.open('boats.json');
  await follow(ada, /./);
  await expect(tab(ada, /^boats\.json/)).toBeVisible();
  const panel = ada.page.locator('.terminal-wrapper.active .xterm');
  await expect(panel).toBeHidden();
  await mine.type('echo more');
  await expect(panel).toBeVisible({ timeout: 20_000 });
  await new TerminalPage(ada).shows('seen 42');
  await ada.page.screenshot({ path: test.info().outputPath('terminal.png') });
  await expect(frame(ada)).toBeVisible();
  expect(await ada.page.evaluate(() => document.activeElement?.closest('.xterm') ?? null)).toBeNull();
});

test('two who follow each other see the same, and neither window moves any more', async ({ host, owner, ada }) => {
  const lines = Array.from({ length: 300 }, (_, at) => `line ${at + 1}`).join('\n');
  await writeFile(join(host.folder, 'long.txt'), lines);
  await owner.open('long.txt');
  await owner.goToEnd(200);
  await ada.open('boats.json');
  await follow(ada, /./);
  await expect(tab(ada, /^long\.txt/)).toBeVisible();
  await follow(owner, /Ada/);
  const first = (window: WorkbenchPage) => window.editor.locator('.line-numbers').allTextContents();
  await expect.poll(async () => (await first(ada)).includes('200')).toBe(true);
  // Every move of an editor is told to the other: the places settle, and stay over several of these.
  let before: string[][] = [];
  await expect
    .poll(
      async () => {
        const now = [await first(owner), await first(ada)];
        const isSame = JSON.stringify(now) === JSON.stringify(before);
        before = now;
        return isSame;
      },
      { intervals: [1_500] },
    )
    .toBe(true);
  for (const window of [owner, ada]) {
    await expect(tab(window, /^long\.txt/)).toBeVisible();
    await expect(frame(window)).toBeVisible();
    expect(await first(window)).toContain('200');
  }
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('three who follow each other in a ring, each in another file, meet in one and stay there', async ({
  browser,
  host,
  owner,
  ada,
}) => {
  for (const name of ['one', 'two', 'three']) await writeFile(join(host.folder, `${name}.txt`), `${name}\n`);
  const bob = await WorkbenchPage.ofGuest(browser, host.link, 'Bob');
  const windows = [owner, ada, bob];
  await owner.open('one.txt');
  await ada.open('two.txt');
  await bob.open('three.txt');
  const ring = [
    [owner, 'Ada', /Ada/],
    [ada, 'Bob', /Bob/],
    // The owner of the session comes first.
    [bob, '', /owner/],
  ] as const;
  for (const [window, words, name] of ring) {
    await window.command('Ensemble: Follow…');
    await window.page.getByPlaceholder('Whom do you want to follow?').fill(words);
    await expect(window.page.locator('.quick-input-list .monaco-list-row.focused')).toHaveText(name);
  }
  // All at once: each sets out for a place that its owner leaves.
  await Promise.all(windows.map(({ page }) => page.keyboard.press('Enter')));
  const shown = () => Promise.all(windows.map(({ page }) => page.locator('.tab.active').first().textContent()));
  await expect.poll(async () => new Set(await shown()).size, { timeout: 30_000 }).toBe(1);
  const [met] = await shown();
  // A ring that turns would be elsewhere at one of these.
  const looks: (string | null)[] = [];
  await expect
    .poll(
      async () => {
        looks.push(...(await shown()));
        return looks.length >= 12;
      },
      { intervals: [1_500], timeout: 30_000 },
    )
    .toBe(true);
  expect(new Set(looks)).toEqual(new Set([met]));
  for (const window of windows) await expect(frame(window)).toBeVisible();
  const people = owner.page.getByRole('list', { name: 'People' });
  await owner.command('Ensemble: Focus on People View');
  await expect(people).toContainText('follows Bob');
  await owner.page.screenshot({ path: test.info().outputPath('ring.png') });
  expect(windows.flatMap(({ errors }) => errors)).toEqual([]);
  await bob.close();
});
