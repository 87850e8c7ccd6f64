import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { RunningHost } from '../../tests/e2e/lib/running-host.ts';
import { WorkbenchPage } from '../../tests/e2e/lib/workbench-page.ts';
import { servePlainPage } from './plain-page.ts';

const file = 'sample.ts';
const waitMs = 60_000;
/** Time after which the workbench has stored its tabs. */
const settleMs = 3000;

/** Times from the beginning of the navigation until a line of the editor has text in more than one colour. */
async function highlightedMs(page: Page, url: string): Promise<number> {
  await page.addInitScript(() => {
    const look = () => {
      const words = document.querySelectorAll('.monaco-editor .view-line span span');
      const colours = new Set([...words].map((word) => getComputedStyle(word).color));
      if (colours.size > 1) console.info(`highlighted ${performance.now()}`);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const isIt = (text: string) => text.startsWith('highlighted ');
  const [said] = await Promise.all([
    page.waitForEvent('console', { predicate: (message) => isIt(message.text()), timeout: waitMs }),
    page.goto(url),
  ]);
  return Number(said.text().split(' ')[1]);
}

const newContext = (browser: Browser): Promise<BrowserContext> =>
  browser.newContext({ viewport: { width: 1280, height: 800 }, screen: { width: 1600, height: 1000 } });

/** Times our page in a profile that has opened the file once, as on any other day. */
async function oursMs(browser: Browser, url: string): Promise<number> {
  const window = await WorkbenchPage.ofHost(browser, url);
  try {
    await window.open(file);
    await window.editor.locator('.view-line span span').first().waitFor();
    await window.page.waitForTimeout(settleMs);
    await window.page.close({ runBeforeUnload: true });
    return await highlightedMs(await window.context.newPage(), url);
  } finally {
    await window.close();
  }
}

async function plainMs(browser: Browser, url: string): Promise<number> {
  const context = await newContext(browser);
  try {
    const first = await context.newPage();
    await highlightedMs(first, url);
    await first.close();
    return await highlightedMs(await context.newPage(), url);
  } finally {
    await context.close();
  }
}

/** Milliseconds of each round. */
export interface Highlighting {
  ours: number[];
  plain: number[];
  /** Of another checkout; empty where there is none. */
  others: number[];
}

/** Starts the host of another checkout of this repository, built before. */
async function hostOf(checkout: string): Promise<RunningHost> {
  const path = join(resolve(checkout), 'tests/e2e/lib/running-host.ts');
  const other = (await import(pathToFileURL(path).href)) as { RunningHost: typeof RunningHost };
  return other.RunningHost.start([], 'examples/welcome');
}

/** Times some rounds, each with a fresh profile; the pages take turns. `beside`: the folder of another checkout. */
export async function measureHighlighting(rounds: number, beside: string | null): Promise<Highlighting> {
  const sample = Array.from({ length: 200 }, (_, line) => `export const name${line}: string = 'value ${line}';`).join(
    '\n',
  );
  const executablePath = findBrowser();
  const host = await RunningHost.start([], 'examples/welcome');
  const plain = await servePlainPage(sample);
  const other = beside === null ? null : await hostOf(beside);
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    for (const each of other ? [host, other] : [host]) await writeFile(join(each.folder, file), sample);
    const taken: Highlighting = { ours: [], plain: [], others: [] };
    const turns = [
      async () => taken.plain.push(await plainMs(browser, plain.url)),
      async () => taken.ours.push(await oursMs(browser, host.url)),
      async () => other && taken.others.push(await oursMs(browser, other.url)),
    ];
    for (let round = 0; round < rounds; round++)
      for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
    return taken;
  } finally {
    await browser.close();
    plain.close();
    await other?.close();
    await host.close();
  }
}

/** The one in the middle. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
