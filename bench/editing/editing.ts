import { setTimeout as pause } from 'node:timers/promises';
import type { Row } from '../lib/parts.ts';
import type { PinnedChild } from '../lib/pinned-child.ts';
import { report } from '../lib/report.ts';
import { measureHours } from './hours.ts';
import { measureLargeFile } from './large-file.ts';
import type { MainThread } from './main-thread.ts';
import { MeasuredWindow } from './measured-window.ts';
import type { Probed } from './messages.ts';
import { measurePlainCrowd } from './plain-crowd.ts';
import { file, gather, lineCount, onStage, p95, type Stage, sample, whileTyping } from './stage.ts';

/** Line of the letters of others that are timed: in view, and not the line of one's own cursor. */
const probeLine = 20;
const keys = 120;
const keyEveryMs = 90;
const probes = 60;
const editsPerSecond = 5;
const manyPeople = 50;
const traceMs = 10_000;

/** Times letters of somebody else from their typing until they are drawn here. */
async function probeDelays(crowd: PinnedChild, window: MeasuredWindow, firstLetter: number): Promise<number[]> {
  const typedMs = new Map<string, number>();
  for (let i = 0; i < probes; i++) {
    const letter = String.fromCharCode(firstLetter + i);
    const order = { is: 'probe', letter, line: probeLine };
    crowd.send(order);
    typedMs.set(letter, (await crowd.next<Probed>('probed')).atMs);
    await pause(100 + Math.random() * 60);
  }
  await pause(500);
  const seen = await window.seen();
  return [...typedMs].map(([letter, atMs]) => {
    if (!Number.isFinite(seen[letter])) throw new Error(`the letter ${letter} was never drawn`);
    return seen[letter]! - atMs;
  });
}

/** Measures one's own keys, the main thread and others' letters, with so many others typing in the same file. */
async function measureTyping({ browser, host, crowd }: Stage, profiles: boolean): Promise<Row[]> {
  const rows: Row[] = [];
  const window = await MeasuredWindow.open(browser, host.url, file);
  let alone = 0;
  try {
    await window.window.page.keyboard.press('Control+Home');
    await window.typeKeys(keys / 2, keyEveryMs);
    for (const [index, people] of [0, 10, manyPeople].entries()) {
      await gather(crowd, host, people);
      let own: number[] = [];
      await whileTyping(crowd, editsPerSecond, async () => {
        if (people > 0) await pause(2000);
        own = await window.typeKeys(keys, keyEveryMs);
      });
      if (people === 0) alone = p95(own);
      const limit = people === manyPeople ? alone * 1.5 : null;
      rows.push({ case: `own key until drawn, ${people} others typing`, value: p95(own), unit: 'ms p95', limit });
      if (people === 10) continue;
      let delays: number[] = [];
      await whileTyping(crowd, editsPerSecond, async () => {
        delays = await probeDelays(crowd, window, 0x4e00 + index * 1000);
      });
      const name = `another's key until drawn here, ${people} typing`;
      rows.push({ case: name, value: p95(delays), unit: 'ms p95', limit: people === 0 ? idleMs : 100 });
    }
    rows.push(...(await measureMainThread({ browser, host, crowd }, window, profiles)));
  } finally {
    await window.close();
  }
  return rows;
}

/** Measures the page's main thread under the crowd, and that of a plain editor with the same changes. */
async function measureMainThread({ browser, crowd }: Stage, window: MeasuredWindow, profiles: boolean): Promise<Row[]> {
  let ours: MainThread | null = null;
  await whileTyping(crowd, editsPerSecond, async () => {
    await pause(1000);
    ours = await window.traced(() => pause(traceMs));
    if (profiles) await window.profiled('editing-typing', () => pause(traceMs));
  });
  const size = await window.size();
  const load = { people: manyPeople, editsPerSecond, lineCount, size };
  const plain = await measurePlainCrowd(browser, sample(), load, () => pause(traceMs));
  const rowsOf = (
    whose: string,
    thread: MainThread,
    limits: { workMs: number | null; taskMs: number | null },
  ): Row[] => [
    { case: `${whose}, work in a frame`, value: thread.p95WorkPerFrameMs, unit: 'ms p95', limit: limits.workMs },
    { case: `${whose}, the same by the clock`, value: thread.p95ElapsedPerFrameMs, unit: 'ms p95', limit: null },
    { case: `${whose}, longest task`, value: thread.longestTaskMs, unit: 'ms', limit: limits.taskMs },
    { case: `${whose}, busy`, value: thread.busyShare * 100, unit: '%', limit: null },
  ];
  return [
    ...rowsOf(`main thread, ${manyPeople} others typing`, ours!, { workMs: 8, taskMs: 50 }),
    ...rowsOf('plain editor, the same changes', plain, { workMs: null, taskMs: null }),
  ];
}

/**
 * Time of a letter without any other load: it waits for the next frame of the screen, every 16.7 ms, and has 16 ms for
 * all else.
 */
const idleMs = 16 + 1000 / 60;

export interface EditingOptions {
  /** Runs only the hours, at thirty times their speed. */
  long: boolean;
  hours: number;
  only: string[];
  /** Writes a CPU profile of the page under the crowd into bench/out. */
  profile: boolean;
}

/** Measures editing together, as people feel it. Gives the exit code. */
export async function runEditing({ long, hours, only, profile }: EditingOptions): Promise<number> {
  const rows: Row[] = [];
  const missing: string[] = [];
  const parts: Record<string, (stage: Stage) => Promise<Row[]>> = long
    ? { hours: (stage) => measureHours(stage, { hours, speed: 30 }) }
    : {
        typing: (stage) => measureTyping(stage, profile),
        large: measureLargeFile,
        memory: (stage) => measureHours(stage, { hours: 1, speed: 60 }),
      };
  for (const [name, part] of Object.entries(parts)) {
    if (only.length > 0 && !only.includes(name)) continue;
    try {
      rows.push(...(await onStage(part)));
    } catch (thrown) {
      missing.push(`${name}: ${String((thrown as Error | undefined)?.stack ?? thrown)}`);
    }
  }
  report('editing', rows);
  for (const line of missing) console.log(`void: ${line}`);
  const over = rows.filter(({ value, limit }) => limit !== null && value > limit);
  for (const { case: name } of over) console.log(`over the limit: ${name}`);
  if (missing.length > 0) return 2;
  return over.length > 0 ? 1 : 0;
}
