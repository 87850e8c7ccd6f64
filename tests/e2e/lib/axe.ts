import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';
import type { WorkbenchPage } from './workbench-page.ts';

/** Script of axe, which a page runs. */
export const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Faults that axe finds in the parts of the page under the selectors, by WCAG 2.2 AA, in words. */
export async function faultsIn(page: Page, selectors: readonly string[]): Promise<string[]> {
  await page.evaluate(axe);
  const options: RunOptions = {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    resultTypes: ['violations'],
    // Experimental: rows are named by what they do, `Follow Ada`, and described by the rest.
    rules: { 'label-content-name-mismatch': { enabled: false } },
  };
  const include = selectors.map((each) => [each]);
  const results = await page.evaluate(
    ([context, chosen]) =>
      (globalThis as unknown as { axe: { run(c: unknown, o: unknown): Promise<AxeResults> } }).axe.run(context, chosen),
    [{ include }, options] as const,
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary?.replace(/\s+/g, ' ')}`),
  );
}

/** Themes in which views are looked at: their ids, and the class by which a page tells that it wears one. */
const themes = {
  'Dark Modern': 'vs-dark',
  'Light Modern': 'vs',
  'Default High Contrast': 'hc-black',
  'Default High Contrast Light': 'hc-light',
} as const;

/** Runs in a dark and a light theme and in both of high contrast, once a window wears each. */
export async function inEachTheme(window: WorkbenchPage, run: (theme: string) => Promise<void>): Promise<void> {
  for (const [theme, kind] of Object.entries(themes)) {
    await window.set({ 'workbench.colorTheme': theme });
    await window.page.keyboard.press('Control+w');
    await window.page.locator(`.monaco-workbench.${kind}`).waitFor();
    await run(theme.replaceAll(' ', '-'));
  }
}
