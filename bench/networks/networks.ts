import { createHash, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { RunningHost } from '../../tests/e2e/lib/running-host.ts';
import { type LinkForm, ThinLink } from '../../tests/lib/thin-link.ts';
import { type Row, runParts } from '../lib/parts.ts';
import { measureInteractive } from './interactive.ts';
import { openFileMs, visit } from './visits.ts';

const kilobytes = (count: number) => count * 1024;

/** A slow line of a home, a far and lossy one, and one whose router lets everything wait for half a minute. */
const slow: LinkForm = { delayMs: 20, lossShare: 0, bitsPerSecond: 1_000_000, queueBytes: kilobytes(64) };
const lossy: LinkForm = { delayMs: 150, lossShare: 0.05, bitsPerSecond: 10_000_000, queueBytes: kilobytes(512) };
const bloated: LinkForm = { delayMs: 20, lossShare: 0, bitsPerSecond: 512_000, queueBytes: kilobytes(2048) };

/** Time in which a page prefetches, behind all else, files that it may need later. */
const settleMs = 15_000;
const largeBytes = 1_000_000;
const longBytes = 3_000_000;

/** Fingerprint of a host's certificate, in the form of the browser's switch that trusts it. */
function trustedKeyOf(home: string): string {
  const folders = join(home, 'folders');
  const { certificate } = JSON.parse(readFileSync(join(folders, readdirSync(folders)[0]!, 'host.json'), 'utf8'));
  const key = new X509Certificate(certificate.cert).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}

const address = 'ensemble.test';

/** Runs a host that is reached over a link of this form by a browser that trusts its certificate. */
async function over<T>(
  form: LinkForm,
  run: (stage: {
    link: string;
    line: ThinLink;
    host: RunningHost;
    newContext: () => ReturnType<typeof context>;
  }) => Promise<T>,
): Promise<T> {
  const host = await RunningHost.start(['--share', '--admit-everyone', '--address', address]);
  await writeFile(join(host.folder, 'large.txt'), 'a line of a file that is rather large\n'.repeat(largeBytes / 38));
  await writeFile(join(host.folder, 'long.txt'), 'a line of a file that is larger still\n'.repeat(longBytes / 38));
  const port = Number(new URL(host.link).port);
  const line = await ThinLink.to(port, form);
  const executablePath = findBrowser();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      `--host-resolver-rules=MAP ${address} 127.0.0.1`,
      `--ignore-certificate-errors-spki-list=${trustedKeyOf(host.home)}`,
    ],
  });
  const newContext = () => context(browser);
  try {
    return await run({ link: host.link.replace(`:${port}/`, `:${line.port}/`), line, host, newContext });
  } finally {
    await browser.close();
    await line.close();
    await host.close();
  }
}

const context = (browser: Awaited<ReturnType<typeof chromium.launch>>) =>
  browser.newContext({ viewport: { width: 1280, height: 800 }, screen: { width: 1600, height: 1000 } });

async function measureSlow(): Promise<Row[]> {
  return over(slow, async ({ link, line, host, newContext }) => {
    const browser = await newContext();
    const first = await visit(browser, link);
    const carriedMb = line.carried.downBytes / 1_000_000;
    await pause(settleMs);
    await first.page.close();
    const beforeSecond = line.carried.downBytes;
    const second = await visit(browser, link);
    const secondMb = (line.carried.downBytes - beforeSecond) / 1_000_000;
    await pause(settleMs);
    const before = line.carried.downBytes;
    await openFileMs(second.page, 'large.txt');
    await pause(settleMs);
    const openedMb = (line.carried.downBytes - before) / 1_000_000;
    await second.page.close();
    const near = await newContext();
    await (await visit(near, host.link)).page.close();
    const withoutLine = await visit(near, host.link);
    return [
      { case: 'first visit at 1 Mbit/s, link to form', value: first.formMs / 1000, unit: 's', limit: 5 },
      { case: 'first visit at 1 Mbit/s, link to typing', value: first.typingMs / 1000, unit: 's', limit: 30 },
      { case: 'the same, bytes fetched by then', value: carriedMb, unit: 'MB', limit: 3.5 },
      { case: 'second visit at 1 Mbit/s, certificate trusted', value: second.typingMs / 1000, unit: 's', limit: 3 },
      { case: 'the same, bytes fetched', value: secondMb, unit: 'MB', limit: 0.1 },
      { case: 'the same without the line', value: withoutLine.typingMs / 1000, unit: 's', limit: null },
      { case: 'opening 1 MB at 1 Mbit/s, bytes fetched', value: openedMb, unit: 'MB', limit: 1.4 },
    ];
  });
}

async function measureLossy(): Promise<Row[]> {
  return over(lossy, async ({ link, newContext }) => {
    const { typingMs } = await visit(await newContext(), link);
    return [
      { case: 'first visit at 300 ms with 5 % loss, link to typing', value: typingMs / 1000, unit: 's', limit: 60 },
    ];
  });
}

async function measureBloated(): Promise<Row[]> {
  return over(bloated, async ({ link, newContext }) => {
    const browser = await newContext();
    let sockets = 0;
    browser.on('page', (page) => page.on('websocket', () => sockets++));
    const { page } = await visit(browser, link);
    const before = sockets;
    const ms = await openFileMs(page, 'long.txt');
    await pause(settleMs);
    return [
      { case: 'opening 3 MB over a bloated line of 0.5 Mbit/s', value: ms / 1000, unit: 's', limit: null },
      { case: 'the same, connections lost', value: sockets - before, unit: '', limit: 0 },
    ];
  });
}

/** Measures a guest's visit over slow, far, lossy or bloated networks. Gives the exit code. */
export function runNetworks({ only }: { only: readonly string[] }): Promise<number> {
  const parts = {
    slow: measureSlow,
    lossy: measureLossy,
    bloated: measureBloated,
    interactive: () => measureInteractive(slow),
  };
  return runParts('networks', parts, only);
}
