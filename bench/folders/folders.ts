import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Browser, chromium } from '@playwright/test';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { WorkbenchPage } from '../../tests/e2e/lib/workbench-page.ts';
import { MeasuredWindow } from '../editing/measured-window.ts';
import { p95, type Row } from '../editing/stage.ts';
import { report } from '../lib/report.ts';
import { fileCount, rareWord, startHost, withBigFolder } from './big-folder.ts';
import { shownAfterKeyMs } from './waiting.ts';

const rounds = 5;
const files = `${fileCount.toLocaleString('en')} files`;
/** Time after which a window's own work after its drawing is over. */
const settleMs = 8_000;
const longLineBytes = 5_000_000;

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function measureStart(folder: string): Promise<Row[]> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const { readyMs, close } = await startHost(folder);
    times.push(readyMs / 1000);
    await close();
  }
  return [{ case: `start of ${files} until ready`, value: median(times), unit: 's', limit: 2 }];
}

/** Times the list of files by name until it shows a file, with the letters typed one after another. */
async function quickOpenMs(page: WorkbenchPage['page'], name: string): Promise<number> {
  await page.keyboard.press('Control+p');
  await page.locator('.quick-input-widget input').first().waitFor();
  await page.keyboard.type(name.slice(0, -1), { delay: 80 });
  const last = name.at(-1)!;
  const row = { key: last, selector: '.quick-input-list .monaco-list-row', text: name };
  const ms = await shownAfterKeyMs(page, row, () => page.keyboard.press(last));
  await page.keyboard.press('Escape');
  return ms;
}

async function searchMs(page: WorkbenchPage['page'], round: number): Promise<number> {
  const search = async (words: string) => {
    await page.keyboard.press('Control+Shift+f');
    await page.keyboard.press('Control+a');
    await page.keyboard.type(words);
  };
  await search(round % 2 === 0 ? rareWord : rareWord.slice(0, -1));
  const row = { key: 'Enter', selector: '.search-view .results .monaco-list-row', text: '.txt' };
  const ms = await shownAfterKeyMs(page, row, () => page.keyboard.press('Enter'));
  await page.locator('.search-view', { hasText: /\d+ results? in \d+ files?/ }).waitFor({ timeout: 60_000 });
  await search('nothing of this kind');
  await page.keyboard.press('Enter');
  await page.locator('.search-view', { hasText: 'No results found' }).waitFor({ timeout: 60_000 });
  return ms;
}

async function measureFinding(browser: Browser, link: string): Promise<Row[]> {
  const guest = await WorkbenchPage.blank(browser);
  let sent = 0;
  guest.page.on('websocket', (socket) => socket.on('framesent', () => sent++));
  try {
    await guest.join(link, 'Ada');
    await guest.ready();
    await pause(settleMs);
    const looking: Row = { case: 'frames of an idle guest', value: sent, unit: 'frames', limit: 100 };
    const opening: number[] = [];
    for (let round = 0; round < rounds; round++)
      opening.push(await quickOpenMs(guest.page, `f${round}.txt`.slice(0, 2)));
    const searching: number[] = [];
    for (let round = 0; round < rounds; round++) searching.push(await searchMs(guest.page, round));
    return [
      looking,
      { case: 'files by name, from the last key to the first result', value: median(opening), unit: 'ms', limit: 200 },
      { case: 'search, from Enter to the first result', value: median(searching), unit: 'ms', limit: 500 },
    ];
  } finally {
    await guest.close();
  }
}

async function measureExpanding(browser: Browser, url: string): Promise<Row> {
  const window = await WorkbenchPage.ofHost(browser, url);
  try {
    const { page } = window;
    await page
      .getByRole('tree', { name: 'Files Explorer' })
      .getByRole('treeitem', { name: 'area0', exact: true })
      .click();
    await window.treeItem('part0').waitFor();
    await page.keyboard.press('ArrowDown');
    const row = { key: 'ArrowRight', selector: '.explorer-folders-view .monaco-list-row', text: 'f11.txt' };
    const ms = await shownAfterKeyMs(page, row, () => page.keyboard.press('ArrowRight'));
    return { case: 'expanding a folder in the host’s window, just opened', value: ms, unit: 'ms', limit: 1000 };
  } finally {
    await window.close();
  }
}

async function measureLongLine(browser: Browser, url: string): Promise<Row> {
  const window = await MeasuredWindow.open(browser, url, 'long-line.txt');
  try {
    await window.window.page.keyboard.press('Control+Home');
    await window.typeKeys(10, 200);
    const keysMs = await window.typeKeys(40, 200);
    return { case: 'own key until drawn, in a line of 5 MB', value: p95(keysMs), unit: 'ms p95', limit: 50 };
  } finally {
    await window.close();
  }
}

/** Measures the costs of a folder of very many files. Gives the exit code. */
export async function runFolders(): Promise<number> {
  const executablePath = findBrowser();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    chromiumSandbox: process.getuid?.() !== 0,
  });
  const rows: Row[] = [];
  const missing: string[] = [];
  const attempt = async (what: string, run: () => Promise<Row | Row[]>) => {
    try {
      rows.push(...[await run()].flat());
    } catch (thrown) {
      missing.push(`${what}: ${String((thrown as Error | undefined)?.message ?? thrown)}`);
    }
  };
  try {
    await withBigFolder(async (folder) => {
      await writeFile(join(folder, 'long-line.txt'), 'a word or two, '.repeat(longLineBytes / 15));
      await attempt('start', () => measureStart(folder));
      const { url, link, close } = await startHost(folder);
      try {
        await attempt('finding', () => measureFinding(browser, link));
        await attempt('expanding', () => measureExpanding(browser, url));
        await attempt('a long line', () => measureLongLine(browser, url));
      } finally {
        await close();
      }
    });
  } finally {
    await browser.close();
  }
  report('folders', rows);
  for (const line of missing) console.log(`void: ${line}`);
  const over = rows.filter(({ value, limit }) => limit !== null && value > limit);
  for (const { case: name } of over) console.log(`over the limit: ${name}`);
  if (missing.length > 0) return 2;
  return over.length > 0 ? 1 : 0;
}
