import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { build } from 'vite';
import { ForwardedRoom, type Lines } from '../../server/calls/forwarded-room.ts';
import type { CallBody } from '../../src/shared/capabilities/calls/kinds.ts';
import { hasJanus, Janus } from '../../tests/lib/janus.ts';
import { p95 } from '../editing/stage.ts';
import { type Parts, type Row, withBrowser } from '../lib/parts.ts';
import type { Measures } from './call-page.ts';

type Said = CallBody<'call.forwardSaid'>;
type Told = CallBody<'call.forwardTold'>;

const settleMs = 6_000;
const measuredMs = 10_000;

/** The measuring page's script: the product's own transport, without a workbench around it. */
async function script(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      lib: { entry: join(import.meta.dirname, 'call-page.ts'), formats: ['iife'], name: 'callPage' },
    },
  });
  const [first] = Array.isArray(built) ? built : [built];
  const chunk = first && 'output' in first ? first.output[0] : undefined;
  if (chunk?.type !== 'chunk') throw new Error('the page of the benchmark was not built');
  return chunk.code;
}

type World = { measures: Measures };
type Arriving = { agesMs: number[]; perSecond: number[] };

/** Measures the pictures that arrive in a call, which `begin` begins in a page. */
async function measured(
  begin: (page: Page) => Promise<unknown>,
  atEnd: (page: Page) => Promise<void> = async () => undefined,
): Promise<Arriving> {
  const content = await script();
  return withBrowser(async (browser) => {
    const page = await browser.newPage();
    await page.addScriptTag({ content });
    await begin(page);
    await pause(settleMs);
    const before = await page.evaluate(() => (globalThis as unknown as World).measures.restart());
    const beganMs = performance.now();
    await pause(measuredMs);
    const { frames, agesMs } = await page.evaluate(() => (globalThis as unknown as World).measures.read());
    await atEnd(page);
    const seconds = (performance.now() - beganMs) / 1000;
    return { agesMs, perSecond: frames.map((count, at) => (count - (before[at] ?? 0)) / seconds) };
  });
}

/** Measures the pictures that arrive in a mesh of some people. */
const arriving = (...call: Parameters<Measures['begin']>): Promise<Arriving> =>
  measured((page) => page.evaluate((wish) => (globalThis as unknown as World).measures.begin(...wish), call));

async function two(): Promise<Row[]> {
  const { agesMs } = await arriving(2, 'camera', 640, 360, 30);
  return [{ case: 'a call of two: from the canvas to the receiver, p95', value: p95(agesMs), unit: 'ms', limit: 50 }];
}

async function eight(): Promise<Row[]> {
  const people = 8;
  const streams = people * (people - 1);
  const { agesMs, perSecond } = await arriving(people, 'camera', 160, 120, 10);
  const of = 'a call of eight at 160×120, 10 a second';
  return [
    { case: `${of}: p95`, value: p95(agesMs), unit: 'ms', limit: 150 },
    {
      case: `${of}: of ${streams} streams, those without pictures`,
      value: streams - perSecond.filter((each) => each > 1).length,
      unit: 'streams',
      limit: 0,
    },
    { case: `${of}: slowest stream, one picture in`, value: 1000 / Math.min(...perSecond), unit: 'ms', limit: null },
  ];
}

async function screen(): Promise<Row[]> {
  const { agesMs, perSecond } = await arriving(2, 'screen', 1920, 1080, 30);
  const of = 'a screen of 1920×1080 for one';
  return [
    { case: `${of}: one picture in`, value: 1000 / Math.min(...perSecond), unit: 'ms', limit: 1000 / 29 },
    { case: `${of}: p95`, value: p95(agesMs), unit: 'ms', limit: null },
  ];
}

/** Begins a call through a Janus of its own in a page, and runs a measurement. */
async function throughJanus<T>(
  people: number,
  sends: { role: 'camera' | 'screen'; count: number; size: readonly [number, number, number] },
  run: (begin: (page: Page) => Promise<void>) => Promise<T>,
): Promise<T> {
  const janus = await Janus.start();
  let close: () => void = () => undefined;
  try {
    return await run(async (page) => {
      const room = await ForwardedRoom.open(janus.settings(2), (replica, since, words) => {
        const told: Told = { isOn: true, isLost: false, since, ...words };
        void page
          .evaluate(([to, body]) => (globalThis as unknown as World).measures.told(to, body), [replica, told] as const)
          .catch(() => undefined);
      });
      close = () => room.close();
      const rolesOf = (at: number) =>
        at < sends.count ? (['microphone', sends.role] as const) : (['microphone'] as const);
      room.meet(
        new Map(
          Array.from({ length: people }, (_, at): [string, Lines] => [`p${at}`, { since: at + 1, roles: rolesOf(at) }]),
        ),
      );
      // A browser lets no sound begin before the person has done something.
      await page.mouse.click(5, 5);
      await page.exposeFunction('say', (replica: string, said: Said) => room.hear(replica, said));
      await page.evaluate(
        ([count, each]) => (globalThis as unknown as World).measures.beginForwarded(count, each, ...each.size),
        [people, sends] as const,
      );
    });
  } finally {
    close();
    await janus.close();
  }
}

/** A screen for three, through Janus: its window encodes it once. */
async function forwardedScreen(): Promise<Row[]> {
  if (!hasJanus) return [];
  const sends = { role: 'screen', count: 1, size: [1920, 1080, 30] } as const;
  const { agesMs, perSecond } = await throughJanus(4, sends, measured);
  const of = 'a screen of 1920×1080 for three, through Janus';
  return [
    { case: `${of}: viewers without pictures`, value: 3 - perSecond.length, unit: 'viewers', limit: 0 },
    { case: `${of}: slowest, one picture in`, value: 1000 / Math.min(...perSecond), unit: 'ms', limit: null },
    { case: `${of}: p95`, value: p95(agesMs), unit: 'ms', limit: null },
  ];
}

/** Ten people through Janus, two of them seen. */
async function forwardedTen(): Promise<Row[]> {
  if (!hasJanus) return [];
  const people = 10;
  const sends = { role: 'camera', count: 2, size: [320, 180, 15] } as const;
  let heard = 0;
  const { agesMs, perSecond } = await throughJanus(people, sends, (begin) =>
    measured(begin, async (page) => {
      heard = await page.evaluate(() => (globalThis as unknown as World).measures.heard());
    }),
  );
  const [voices, pictures] = [people * (people - 1), sends.count * (people - 1)];
  const of = 'ten people through Janus';
  return [
    { case: `${of}: of ${voices} voices, those not heard`, value: voices - heard, unit: 'voices', limit: 0 },
    {
      case: `${of}: of ${pictures} pictures, those that stand still`,
      value: pictures - perSecond.filter((each) => each > 1).length,
      unit: 'pictures',
      limit: 0,
    },
    { case: `${of}: p95 of pictures`, value: p95(agesMs), unit: 'ms', limit: null },
  ];
}

/** Parts of the benchmark that are about calls: pictures that the product's transport carries within one page. */
export const callParts: Parts = {
  two,
  eight,
  screen,
  'forwarded-screen': forwardedScreen,
  'forwarded-ten': forwardedTen,
};
