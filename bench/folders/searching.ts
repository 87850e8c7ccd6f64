import type { Page } from '@playwright/test';
import { rareWord } from './big-folder.ts';
import { shownAfterKeyMs } from './waiting.ts';

/** Times a search in texts from Enter until it shows its first result. Rounds search for different words. */
export async function searchMs(page: Page, round: number): Promise<number> {
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
