import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { RunningHost } from '../../tests/e2e/lib/running-host.ts';
import { PinnedChild } from '../lib/pinned-child.ts';
import { percentile } from '../lib/report.ts';
import type { Stopped } from './messages.ts';

export interface Stage {
  browser: Browser;
  host: RunningHost;
  crowd: PinnedChild;
}

export const file = 'measured.txt';
export const lineCount = 600;

/** Text of the file in which all type. */
export const sample = () => 'a line of a text in which many people write at the same time\n'.repeat(lineCount);

/** Gives the p95 of some values. */
export const p95 = (values: readonly number[]) => percentile(Float64Array.from(values).sort(), 0.95);

/** Lets the crowd type while `run` runs. Throws when a connection was lost, or when the crowd itself was too busy. */
export async function whileTyping(crowd: PinnedChild, perSecond: number, run: () => Promise<void>): Promise<number> {
  const order = { is: 'type', editsPerSecond: perSecond };
  crowd.send(order);
  const startedMs = performance.now();
  await run();
  const seconds = (performance.now() - startedMs) / 1000;
  crowd.send({ is: 'stop' });
  const { edits, cpuShare, lost } = await crowd.next<Stopped>('stopped');
  if (lost) throw new Error(lost);
  if (cpuShare > 0.8) throw new Error(`the crowd used ${Math.round(cpuShare * 100)} % of its core`);
  return edits / seconds;
}

export async function gather(
  crowd: PinnedChild,
  { link }: Pick<RunningHost, 'link'>,
  people: number,
  path = file,
): Promise<void> {
  const order = { is: 'gather', link, path, people };
  crowd.send(order);
  await crowd.next('gathered');
}

/** Makes a new host with a file to measure in, a browser, and a crowd in a process of its own. */
export async function onStage<T>(run: (stage: Stage) => Promise<T>): Promise<T> {
  const host = await RunningHost.start();
  await writeFile(join(host.folder, file), sample());
  const executablePath = findBrowser();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    chromiumSandbox: process.getuid?.() !== 0,
  });
  const crowd = new PinnedChild('the crowd', 0, [join(import.meta.dirname, 'crowd.ts')]);
  try {
    await crowd.next('ready');
    return await run({ browser, host, crowd });
  } finally {
    await crowd.close();
    await browser.close();
    await host.close();
  }
}
