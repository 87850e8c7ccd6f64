import { type Browser, chromium } from '@playwright/test';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import type { Row } from '../editing/stage.ts';
import { report } from '../lib/report.ts';
import { measureGit } from './git.ts';
import { measureLanguages } from './languages.ts';
import { measureTerminals } from './terminals.ts';

/** Parts of the benchmark, by their names for `--only`. */
const parts: Record<string, (browser: Browser) => Promise<Row[]>> = {
  git: measureGit,
  languages: measureLanguages,
  terminals: measureTerminals,
};

/** Measures terminals, languages and Git as people meet them. Gives the exit code. */
export async function runTooling({ only }: { only: readonly string[] }): Promise<number> {
  const executablePath = findBrowser();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    chromiumSandbox: process.getuid?.() !== 0,
  });
  const rows: Row[] = [];
  const missing: string[] = [];
  try {
    for (const [name, measure] of Object.entries(parts)) {
      if (only.length > 0 && !only.includes(name)) continue;
      try {
        rows.push(...(await measure(browser)));
      } catch (thrown) {
        missing.push(`${name}: ${String((thrown as Error | undefined)?.message ?? thrown)}`);
      }
    }
  } finally {
    await browser.close();
  }
  report('tooling', rows);
  for (const line of missing) console.log(`void: ${line}`);
  const over = rows.filter(({ value, limit }) => limit !== null && value > limit);
  for (const { case: name } of over) console.log(`over the limit: ${name}`);
  if (missing.length > 0 || rows.length === 0) return 2;
  return over.length > 0 ? 1 : 0;
}
