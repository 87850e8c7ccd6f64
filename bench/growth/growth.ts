import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Row, runParts } from '../lib/parts.ts';
import { PinnedChild } from '../lib/pinned-child.ts';
import { answerCosts } from './answers.ts';
import { documentsCost } from './documents.ts';
import { writeHistory } from './history.ts';
import type { PresenceCost, StartCost } from './messages.ts';
import { bytesPerSave } from './save-bytes.ts';
import { yearCosts } from './year.ts';

const histories = [20_000, 200_000, 1_000_000];
const pasts = [20, 20_000];
const rounds = 5;
const mostOpenCpuMs = 300;
/** Tolerance for the engine's own costs of objects with other keys: they do not grow on. */
const noiseUs = 20;
const mostJoinCpuMs = 50;
const mostKeyframeBytes = 256 * 1024;
const savedTextBytes = 220 * 1024;
/** Bytes of a save of one word, including the window's other messages. */
const mostSaveBytes = 4 * 1024;

const mostOverheadBytes = 16 * 1024;
const mostFirstMatchMs = 500;

const fewDocuments = 20;
/** More than a hello can name, in any list. */
const manyDocuments = 10_201;
/** A start must not become so many times as long by documents that nothing has happened to. */
const mostStartRatio = 2;
const mostGuestMb = 32;
const mostHostMb = 512;
/** A year may take so many times as much as a month of it. */
const mostGrown = 1.5;
const noiseMs = 50;

const file = (name: string) => join(import.meta.dirname, name);
const inWords = (count: number) => count.toLocaleString('en');

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Runs a process a few times; gives each result. */
async function each<T extends { is: string }>(name: string, is: T['is'], args: readonly string[]): Promise<T[]> {
  const said: T[] = [];
  for (let i = 0; i < rounds; i++) {
    const child = new PinnedChild(name, 0, args);
    try {
      said.push(await child.next<T>(is));
    } finally {
      await child.close();
    }
  }
  return said;
}

async function byHistory(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const entries of histories) {
    const folder = mkdtempSync(join(tmpdir(), 'ensemble-growth-'));
    try {
      await writeHistory(folder, entries);
      const costs = await each<StartCost>('the start', 'started', [file('start.ts'), folder]);
      const of = `${inWords(entries)} entries`;
      const value = (pick: (cost: StartCost) => number) => median(costs.map(pick));
      rows.push(
        { case: `start, ${of}`, value: value((cost) => cost.openCpuMs), unit: 'ms CPU', limit: mostOpenCpuMs },
        { case: `join, ${of}`, value: value((cost) => cost.joinCpuMs), unit: 'ms CPU', limit: mostJoinCpuMs },
        {
          case: `keyframe, ${of}`,
          value: value((cost) => cost.keyframeBytes),
          unit: 'bytes',
          limit: mostKeyframeBytes,
        },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return rows;
}

async function byPast(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const past of pasts) {
    const costs = await each<PresenceCost>('presence', 'measured', [file('presence.ts'), `${past}`]);
    const value = median(costs.map(({ cpuUsPerEntry }) => cpuUsPerEntry));
    const limit = rows[0] ? rows[0].value + noiseUs : null;
    rows.push({ case: `presence, ${inWords(past)} past replicas`, value, unit: 'µs CPU per entry', limit });
  }
  return rows;
}

async function ofAnswers(): Promise<Row[]> {
  const { overheadBytes, answerMs, firstMatchMs, lastMatchMs } = await answerCosts();
  return [
    { case: 'answer of 1 MB, beyond its own', value: overheadBytes, unit: 'bytes', limit: mostOverheadBytes },
    { case: 'answer of 1 MB', value: answerMs, unit: 'ms', limit: null },
    { case: 'search for 10,000 lines, until the first', value: firstMatchMs, unit: 'ms', limit: mostFirstMatchMs },
    { case: 'search for 10,000 lines, until the last', value: lastMatchMs, unit: 'ms', limit: null },
  ];
}

async function ofSaves(): Promise<Row[]> {
  const value = await bytesPerSave(savedTextBytes);
  return [{ case: `save of a word in ${savedTextBytes / 1024} kB`, value, unit: 'bytes', limit: mostSaveBytes }];
}

async function ofDocuments(): Promise<Row[]> {
  const cost = await documentsCost(fewDocuments, manyDocuments);
  const of = `${inWords(manyDocuments)} documents over time`;
  return [
    { case: `${of}, a guest's heap`, value: cost.guestMb, unit: 'MB more', limit: mostGuestMb },
    { case: `${of}, the host's memory`, value: cost.hostMb, unit: 'MB more', limit: mostHostMb },
    { case: `${of}, lost connections of the guest`, value: cost.lostConnections, unit: '', limit: 0 },
    { case: `host start, ${fewDocuments} documents over time`, value: cost.fewMs, unit: 'ms', limit: null },
    { case: `host start, ${of}`, value: cost.manyMs, unit: 'ms', limit: mostStartRatio * cost.fewMs },
  ];
}

async function ofAYear(): Promise<Row[]> {
  const [month, year] = await yearCosts([30, 365]);
  return [
    {
      case: 'a year of daily work, a week kept: the disk',
      value: year!.sizeMb,
      unit: 'MB',
      limit: mostGrown * month!.sizeMb,
    },
    { case: 'a month of the same', value: month!.sizeMb, unit: 'MB', limit: null },
    {
      case: 'start after the year',
      value: year!.startMs,
      unit: 'ms CPU',
      limit: Math.max(mostGrown * month!.startMs, month!.startMs + noiseMs),
    },
    { case: 'start after the month', value: month!.startMs, unit: 'ms CPU', limit: null },
  ];
}

/**
 * Measures costs that must not grow: start and join with history, presence with past replicas, a save with the text, a
 * start with documents, and the disk with the days. Gives the exit code.
 */
export function runGrowth({ only }: { only: readonly string[] }): Promise<number> {
  const parts = {
    start: byHistory,
    presence: byPast,
    save: ofSaves,
    answers: ofAnswers,
    documents: ofDocuments,
    year: ofAYear,
  };
  return runParts('growth', parts, only);
}
