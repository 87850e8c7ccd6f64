import { type Browser, chromium } from '@playwright/test';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { report } from './report.ts';

export interface Row extends Record<string, string | number | null> {
  case: string;
  value: number;
  unit: string;
  /** Limit; null where other rows are compared with this one. */
  limit: number | null;
}

/** Parts of a benchmark, by their names for `--only`. */
export type Parts = Readonly<Record<string, () => Promise<Row[]>>>;

/** Runs a function with a browser of its own. */
export async function withBrowser<T>(run: (browser: Browser) => Promise<T>): Promise<T> {
  const executablePath = findBrowser();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    return await run(browser);
  } finally {
    await browser.close();
  }
}

/**
 * Runs the parts of a benchmark one after another, and reports their rows: one that fails is void, and ends no other.
 * Gives the exit code.
 */
export async function runParts(name: string, parts: Parts, only: readonly string[] = []): Promise<number> {
  const rows: Row[] = [];
  const missing = only.filter((part) => !(part in parts)).map((part) => `${part}: there is no such part`);
  for (const [part, measure] of Object.entries(parts)) {
    if (only.length > 0 && !only.includes(part)) continue;
    try {
      rows.push(...(await measure()));
    } catch (thrown) {
      missing.push(`${part}: ${String((thrown as Error | undefined)?.message ?? thrown)}`);
    }
  }
  report([name, ...only].join('-'), rows);
  for (const line of missing) console.log(`void: ${line}`);
  const over = rows.filter(({ value, limit }) => limit !== null && value > limit);
  for (const { case: row } of over) console.log(`over the limit: ${row}`);
  if (missing.length > 0 || rows.length === 0) return 2;
  return over.length > 0 ? 1 : 0;
}
