import type { Page } from '@playwright/test';

/** Times at which words came in a frame, and at which they were drawn, in ms of the page, and tasks that held it up. */
interface Seen {
  words: Record<string, number>;
  /** The same moments in ms since the epoch, by the clock of the machine, which all processes share. */
  sharedMs: Record<string, number>;
  longTasksMs: number[];
}

/** Notes in a page when words like `talk-7` or `call-7` were drawn within some elements, and all long tasks. */
export async function watchWords(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: Seen = { words: {}, sharedMs: {}, longTasksMs: [] };
    Object.assign(globalThis, { ensembleSeen: seen });
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => {
      seen.words[data as string] = performance.now();
      // The origins of two processes' own clocks drift apart with the hours: only this one is the same for both.
      seen.sharedMs[data as string] = Date.now();
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

/** Notes when frames with such words reach the page; before it is loaded. */
export async function watchFrames(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const cameMs: Record<string, number> = {};
    Object.assign(globalThis, { ensembleCameMs: cameMs });
    const decoder = new TextDecoder('latin1');
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        this.addEventListener('message', ({ data }) => {
          const atMs = performance.now();
          const text = data instanceof ArrayBuffer ? decoder.decode(data) : String(data);
          for (const word of text.match(/\b(?:talk|call)-\d+/g) ?? []) cameMs[word] ??= atMs;
        });
      }
    };
  });
}

/** A word as a page has shown it. */
export interface Shown {
  /** Time since the epoch at which it was drawn, by the clock of the machine. */
  atMs: number;
  /** Time from its frame's arrival until then; null where frames are not watched. */
  afterFrameMs: number | null;
}

/** Waits until a word was drawn. */
export async function whenSeen(page: Page, word: string): Promise<Shown> {
  for (const endMs = performance.now() + 10_000; performance.now() < endMs; await page.waitForTimeout(20)) {
    const { words, sharedMs } = await read(page);
    const drawnMs = words[word];
    if (drawnMs === undefined || drawnMs === null || Number.isNaN(drawnMs)) continue;
    const cameMs = await page.evaluate(
      (which) => (globalThis as unknown as { ensembleCameMs?: Record<string, number> }).ensembleCameMs?.[which] ?? null,
      word,
    );
    return { atMs: sharedMs[word]!, afterFrameMs: cameMs === null ? null : drawnMs - cameMs };
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

/** Waits until nothing has held the page up for a while: what a window does after its start is no part of its use. */
export async function atRest(page: Page, restMs = 2_000): Promise<void> {
  while ((await longestTaskMs(page, () => page.waitForTimeout(restMs))) > 0);
}
