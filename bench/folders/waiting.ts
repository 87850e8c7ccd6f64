import type { Page } from '@playwright/test';

interface Waiting {
  ensembleShownMs?: Promise<number>;
}

/**
 * Times from a key until a match is shown, by the page's own clock. `press` makes the key.
 * @param selector of the shown element, and `text` that must be in it
 */
export async function shownAfterKeyMs(
  page: Page,
  { key, selector, text }: { key: string; selector: string; text: string },
  press: () => Promise<void>,
): Promise<number> {
  // The listener must stand before the key comes.
  await page.evaluate(
    ([key, selector, text]) => {
      const shown = new Promise<number>((resolve, reject) => {
        setTimeout(() => reject(new Error(`${text} was not shown after ${key}`)), 30_000);
        addEventListener(
          'keydown',
          function start(event) {
            if (event.key !== key) return;
            removeEventListener('keydown', start, true);
            const look = () => {
              const rows = [...document.querySelectorAll(selector!)];
              if (rows.some((row) => row.textContent?.includes(text!))) resolve(performance.now() - event.timeStamp);
              else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
          },
          true,
        );
      });
      shown.catch(() => undefined);
      (globalThis as Waiting).ensembleShownMs = shown;
    },
    [key, selector, text],
  );
  await press();
  return page.evaluate(() => (globalThis as Waiting).ensembleShownMs!);
}
