import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, CDPSession } from '@playwright/test';
import { WorkbenchPage } from '../../tests/e2e/lib/workbench-page.ts';
import { type MainThread, mainThreadOf, type TraceEvent } from './main-thread.ts';

/** Time within which the last keys are drawn. */
const settleMs = 300;
const profileIntervalUs = 200;

interface Measured {
  keysMs: number[];
  seen: Record<string, number>;
}

/** Measures in the page: from a key to the frame that shows it, and the showing of letters that others typed. */
function instrument(): void {
  const measured: Measured = { keysMs: [], seen: {} };
  Object.assign(globalThis, { ensembleMeasured: measured });
  const channel = new MessageChannel();
  const painted: (() => void)[] = [];
  channel.port1.onmessage = () => {
    for (const tell of painted.splice(0)) tell();
  };
  // A message that is posted in a frame arrives after it was drawn.
  const afterFrame = (tell: () => void) => {
    painted.push(tell);
    channel.port2.postMessage(null);
  };
  addEventListener(
    'keydown',
    ({ key, timeStamp }) => {
      if (key !== 'x' && key !== 'Backspace') return;
      requestAnimationFrame(() => afterFrame(() => measured.keysMs.push(performance.now() - timeStamp)));
    },
    true,
  );
  const watch = () => {
    const lines = document.querySelector('.monaco-editor .view-lines');
    if (!lines) return void setTimeout(watch, 100);
    new MutationObserver(() => {
      const found = (lines.textContent ?? '').match(/[\u4e00-\u9fff]/g) ?? [];
      const fresh = found.filter((letter) => measured.seen[letter] === undefined);
      if (fresh.length === 0) return;
      for (const letter of fresh) measured.seen[letter] = Number.NaN;
      afterFrame(() => {
        for (const letter of fresh) measured.seen[letter] = performance.timeOrigin + performance.now();
      });
    }).observe(lines, { childList: true, subtree: true, characterData: true });
  };
  watch();
}

/** A window in a real browser, whose keys, frames and memory are measured. */
export class MeasuredWindow {
  readonly window: WorkbenchPage;
  readonly #browser: Browser;
  readonly #cdp: CDPSession;

  private constructor(window: WorkbenchPage, browser: Browser, cdp: CDPSession) {
    this.window = window;
    this.#browser = browser;
    this.#cdp = cdp;
  }

  static async open(browser: Browser, url: string, path: string): Promise<MeasuredWindow> {
    const window = await WorkbenchPage.ofHost(browser, url);
    await window.open(path);
    await window.page.evaluate(instrument);
    const cdp = await window.context.newCDPSession(window.page);
    return new MeasuredWindow(window, browser, cdp);
  }

  #take(): Promise<Measured> {
    return this.window.page.evaluate(() => {
      const measured = (globalThis as unknown as { ensembleMeasured: Measured }).ensembleMeasured;
      return { keysMs: measured.keysMs.splice(0), seen: { ...measured.seen } };
    });
  }

  /** Types, and gives the time of each key until it was drawn. */
  async typeKeys(count: number, everyMs: number): Promise<number[]> {
    const { page } = this.window;
    await page.waitForTimeout(settleMs);
    await this.#take();
    for (let i = 0; i < count; i++) {
      await page.keyboard.press(i % 20 < 10 ? 'x' : 'Backspace');
      await page.waitForTimeout(everyMs);
    }
    await page.waitForTimeout(settleMs);
    const { keysMs } = await this.#take();
    if (keysMs.length !== count) throw new Error(`${keysMs.length} of ${count} keys were drawn`);
    return keysMs;
  }

  /** Gives the time at which each letter was drawn, in ms since the epoch. */
  async seen(): Promise<Record<string, number>> {
    return (await this.#take()).seen;
  }

  /** Traces the page's main thread while `run` runs. */
  async traced(run: () => Promise<void>): Promise<MainThread> {
    // Only the tasks: more categories would take time themselves.
    const categories = ['-*', 'toplevel'];
    await this.#browser.startTracing(this.window.page, { categories });
    await run();
    const trace = JSON.parse((await this.#browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    return mainThreadOf(trace.traceEvents);
  }

  /** Writes a CPU profile of the page's main thread while `run` runs into bench/out. */
  async profiled(name: string, run: () => Promise<void>): Promise<void> {
    await this.#cdp.send('Profiler.enable');
    await this.#cdp.send('Profiler.setSamplingInterval', { interval: profileIntervalUs });
    await this.#cdp.send('Profiler.start');
    await run();
    const { profile } = await this.#cdp.send('Profiler.stop');
    const folder = join(import.meta.dirname, '..', 'out');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${name}.cpuprofile`), JSON.stringify(profile));
  }

  /** Size of the editor. */
  async size(): Promise<{ width: number; height: number }> {
    const box = await this.window.editor.boundingBox();
    if (box === null) throw new Error('the editor is not shown');
    return { width: box.width, height: box.height };
  }

  /** Measures the heap of the page after garbage collection, in MB. */
  async heapMb(): Promise<number> {
    await this.#cdp.send('HeapProfiler.enable');
    for (let i = 0; i < 3; i++) await this.#cdp.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.#cdp.send('Runtime.getHeapUsage');
    return usedSize / 1024 / 1024;
  }

  async close(): Promise<void> {
    await this.window.close();
  }
}
