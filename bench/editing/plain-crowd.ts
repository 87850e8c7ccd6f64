import type { Browser } from '@playwright/test';
import { servePlainPage } from '../startup/plain-page.ts';
import { type MainThread, mainThreadOf, type TraceEvent } from './main-thread.ts';

/** Part of the plain page's editor that is used here. */
interface PlainEditor {
  layout(): void;
  getModel(): {
    applyEdits(edits: { range: object; text: string }[]): void;
    getLineMaxColumn(line: number): number;
  };
}

export interface PlainLoad {
  people: number;
  editsPerSecond: number;
  lineCount: number;
  /** Size of our editor, so that as many lines are drawn. */
  size: { width: number; height: number };
}

/**
 * Runs in the page: people who type words at the ends of their lines and delete them again, as the crowd does. Their
 * edits are applied as ours are in a stream: together, with every second frame.
 */
function typeInPage({ people, editsPerSecond, lineCount, size }: PlainLoad): void {
  const words = 'the quick brown fox jumps over';
  const editor = (globalThis as unknown as { plainEditor: PlainEditor }).plainEditor;
  const element = document.getElementById('editor')!;
  Object.assign(element.style, { width: `${size.width}px`, height: `${size.height}px` });
  editor.layout();
  const model = editor.getModel();
  const everyMs = 1000 / editsPerSecond;
  const typists = Array.from({ length: people }, (_, index) => {
    const line = Math.floor((lineCount * (index + 0.5)) / people) + 1;
    return { line, start: model.getLineMaxColumn(line), length: 0, isBack: false, dueMs: Math.random() * everyMs };
  });
  const startedMs = performance.now();
  let isShowing = false;
  const frame = () => {
    requestAnimationFrame(frame);
    isShowing = !isShowing;
    if (!isShowing) return;
    const nowMs = performance.now() - startedMs;
    const edits: { range: object; text: string }[] = [];
    for (const typist of typists) {
      if (typist.dueMs > nowMs) continue;
      typist.dueMs += everyMs;
      const { line, start } = typist;
      if (typist.length === words.length) typist.isBack = true;
      if (typist.length === 0) typist.isBack = false;
      const column = start + typist.length;
      const from = typist.isBack ? column - 1 : column;
      const text = typist.isBack ? '' : words[typist.length]!;
      typist.length += typist.isBack ? -1 : 1;
      edits.push({
        range: { startLineNumber: line, startColumn: from, endLineNumber: line, endColumn: column },
        text,
      });
    }
    if (edits.length > 0) model.applyEdits(edits);
  };
  frame();
}

/** Measures the main thread of a plain editor with the same text and the same changes: what the editor alone costs. */
export async function measurePlainCrowd(
  browser: Browser,
  text: string,
  load: PlainLoad,
  run: () => Promise<void>,
): Promise<MainThread> {
  const plain = await servePlainPage(text);
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    screen: { width: 1600, height: 1000 },
  });
  try {
    const page = await context.newPage();
    await page.goto(`${plain.url}?language=plaintext`);
    await page.locator('.monaco-editor .view-line').first().waitFor();
    await page.evaluate(typeInPage, load);
    await page.waitForTimeout(1000);
    await browser.startTracing(page, { categories: ['-*', 'toplevel'] });
    await run();
    const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    return mainThreadOf(trace.traceEvents);
  } finally {
    await context.close();
    plain.close();
  }
}
