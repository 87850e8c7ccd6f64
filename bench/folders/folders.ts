import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from '@playwright/test';
import { WorkbenchPage } from '../../tests/e2e/lib/workbench-page.ts';
import { MeasuredWindow } from '../editing/measured-window.ts';
import { p95 } from '../editing/stage.ts';
import { type Row, runParts, withBrowser } from '../lib/parts.ts';
import { fileCount, startHost, withBigFolder } from './big-folder.ts';
import { searchMs } from './searching.ts';
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
export function runFolders({ only }: { only: readonly string[] }): Promise<number> {
  return withBrowser((browser) =>
    withBigFolder(async (folder) => {
      await writeFile(join(folder, 'long-line.txt'), 'a word or two, '.repeat(longLineBytes / 15));
      let host: ReturnType<typeof startHost> | null = null;
      const running = () => {
        host ??= startHost(folder);
        return host;
      };
      const parts = {
        start: () => measureStart(folder),
        finding: async () => measureFinding(browser, (await running()).link),
        expanding: async () => [await measureExpanding(browser, (await running()).url)],
        line: async () => [await measureLongLine(browser, (await running()).url)],
      };
      try {
        return await runParts('folders', parts, only);
      } finally {
        await (await (host as ReturnType<typeof startHost> | null))?.close();
      }
    }),
  );
}
