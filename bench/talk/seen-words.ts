import type { Page } from '@playwright/test';

/** Times at which words were drawn, in ms since the epoch, and tasks that held the page up. */
interface Seen {
  words: Record<string, number>;
  longTasksMs: number[];
}

/** Notes in a page when words like `talk-7` or `call-7` were drawn within some elements, and all long tasks. */
export async function watchWords(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: Seen = { words: {}, longTasksMs: [] };
    Object.assign(globalThis, { ensembleSeen: seen });
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => {
      seen.words[data as string] = performance.timeOrigin + performance.now();
    };
    const look = (node: Node) => {
      const inside = node instanceof Element ? node : node.parentElement;
      if (!inside?.closest('.ensemble-chat-list, .notifications-toasts')) return;
      for (const word of (node.textContent ?? '').match(/\b(?:talk|call)-\d+\b/g) ?? []) {
        if (seen.words[word] !== undefined) continue;
        seen.words[word] = Number.NaN;
        // A message that is posted in a frame arrives after it was drawn.
        requestAnimationFrame(() => channel.port2.postMessage(word));
      }
    };
    new MutationObserver((records) => {
      for (const { addedNodes, target } of records) {
        for (const node of addedNodes) look(node);
        if (addedNodes.length === 0) look(target);
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longTasksMs.push(duration);
    }).observe({ type: 'longtask' });
  });
}

const read = (page: Page): Promise<Seen> =>
  page.evaluate(() => (globalThis as unknown as { ensembleSeen: Seen }).ensembleSeen);

/** Gives the time at which a word was drawn. */
export async function whenSeen(page: Page, word: string): Promise<number> {
  for (const endMs = performance.now() + 10_000; performance.now() < endMs; await page.waitForTimeout(20)) {
    const atMs = (await read(page)).words[word];
    if (typeof atMs === 'number' && !Number.isNaN(atMs)) return atMs;
  }
  throw new Error(`${word} was not drawn`);
}

/** Runs something, and gives the longest task that held the page up meanwhile; 0 where none took 50 ms. */
export async function longestTaskMs(page: Page, run: () => Promise<void>): Promise<number> {
  const before = (await read(page)).longTasksMs.length;
  await run();
  await page.waitForTimeout(300);
  return Math.max(0, ...(await read(page)).longTasksMs.slice(before));
}
