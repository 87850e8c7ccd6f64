import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { SqliteLog } from '../../server/log/sqlite-log.ts';
import { TailFile } from '../../server/log/tail-file.ts';
import { ReplayHistory } from '../../server/replay/replay-history.ts';
import { ReplaySession } from '../../server/replay/replay-session.ts';
import { SessionServer } from '../../server/server.ts';
import { memoryTransportPair } from '../../src/client/memory-transport.ts';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { newId } from '../../src/shared/core/ids.ts';
import { type KindName, kinds } from '../../src/shared/session/table.ts';
import { replayViewer } from '../../tests/lib/replay-viewer.ts';
import { Random } from '../../tests/sim/random.ts';
import { type Cell, report } from '../lib/report.ts';
import { MadeSession } from './made-session.ts';

const session = 'made-session-of-bench_';
const [people, files] = [5, 40];
const entriesPerHour = 125_000;
const seeks = 200;
const perBatch = 500;
const hourMs = 3_600_000;

interface Made {
  folder: string;
  recording: string;
  refs: string[];
  hours: number;
  megabytesPerPersonHour: number;
  packMicros: number;
}

/** Writes a session of so many hours, and has a server pack it. */
async function make(hours: number): Promise<Made> {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-replay-'));
  mkdirSync(folder, { recursive: true });
  const total = hours * entriesPerHour;
  let nowMs = 1_790_000_000_000;
  const log = new SqliteLog(
    new DatabaseSync(join(folder, 'sessions.db')),
    new TailFile(join(folder, 'sessions.tail')),
    () => nowMs,
  );
  const made = new MadeSession(7, people, files);
  const term = await log.claim(session);
  await log.append(session, term, made.begin());
  for (let written = 0; written < total; written += perBatch) {
    const batch = [];
    while (batch.length < perBatch) batch.push(...made.next());
    nowMs += (hours * hourMs * perBatch) / total;
    await log.append(
      session,
      term,
      batch,
      [],
      new Set(batch.filter(({ kind }) => kinds[kind as KindName].keep === 'latest')),
    );
  }
  await log.close();
  const before = process.cpuUsage();
  const server = SessionServer.open({ dataFolder: folder, environment: nodeEnvironment, report: console.error });
  await server.find(session);
  await server.packed(session);
  const { user, system } = process.cpuUsage(before);
  await server.close();
  const database = new DatabaseSync(join(folder, 'sessions.db'));
  database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  return {
    folder,
    recording: made.recording,
    refs: made.files.map(({ ref }) => ref),
    hours,
    megabytesPerPersonHour: statSync(join(folder, 'sessions.db')).size / 1e6 / (people * hours),
    packMicros: (user + system) / total,
  };
}

interface Watched {
  openMs: number;
  seekP95Ms: number;
  seekWorstMs: number;
  heapMb: number;
  longestTaskMs: number;
}

async function watch({ folder, recording, refs }: Made): Promise<Watched> {
  const log = new SqliteLog(
    new DatabaseSync(join(folder, 'sessions.db')),
    new TailFile(join(folder, 'sessions.tail')),
    Date.now,
  );
  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  const beganMs = performance.now();
  const history = await ReplayHistory.open(log, session, { recording });
  const openMs = performance.now() - beganMs;
  const replay = new ReplaySession(history, Date.now, console.error);
  const client = replayViewer(async () => {
    const [mine, theirs] = memoryTransportPair();
    replay.connect(theirs, { is: 'owner', person: newId(nodeEnvironment) });
    return mine;
  });
  await client.start();
  const random = new Random(3);
  for (const ref of refs.slice(0, 2)) void client.documents.open(ref);
  const { first, last } = history.timeline;
  const shown = async (seq: number) => {
    const began = performance.now();
    client.show('seq', seq);
    const isThere = () =>
      client.applied === seq && refs.slice(0, 2).every((ref) => client.documents.get(ref)?.status === 'ready');
    while (!isThere()) await new Promise((resolve) => setImmediate(resolve));
    return performance.now() - began;
  };
  await shown(first.seq);
  const times: number[] = [];
  for (let i = 0; i < seeks; i++) times.push(await shown(first.seq + random.below(last.seq - first.seq)));
  times.sort((a, b) => a - b);
  globalThis.gc?.();
  const heapMb = (process.memoryUsage().heapUsed - heapBefore) / 1e6;
  // Twenty seconds of the viewer's, at 16 times the speed.
  let atMs = first.atMs + (last.atMs - first.atMs) / 2;
  client.show('time', atMs);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  for (let step = 0; step < 200; step++) {
    atMs += 50 * 16;
    client.show('time', atMs);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  delay.disable();
  client.abandon();
  await log.close();
  return {
    openMs,
    seekP95Ms: times[Math.floor(times.length * 0.95)]!,
    seekWorstMs: times.at(-1)!,
    heapMb,
    longestTaskMs: delay.max / 1e6,
  };
}

/** Measures watching recordings of a made session, long and an eighth as long. Gives the exit code. */
export async function runReplay({ hours }: { hours: number }): Promise<number> {
  const rows: Record<string, Cell>[] = [];
  const row = (name: string, value: number, unit: string, limit: number) => {
    rows.push({ case: name, value, unit, limit, held: value <= limit });
  };
  const [short, long] = [await make(hours / 8), await make(hours)];
  try {
    const [ofShort, ofLong] = [await watch(short), await watch(long)];
    row(`opening ${hours} h`, ofLong.openMs, 'ms', 1_000);
    row(`a seek in ${hours} h, p95`, ofLong.seekP95Ms, 'ms', 300);
    row(`a seek in ${hours} h, worst of ${seeks}`, ofLong.seekWorstMs, 'ms', 300);
    row(`a seek in ${hours} h by one in ${hours / 8} h, p95`, ofLong.seekP95Ms / ofShort.seekP95Ms, '×', 1.2);
    row('longest task while playing at 16 ×', ofLong.longestTaskMs, 'ms', 50);
    row('memory of an open recording', ofLong.heapMb, 'MB', 200);
    row('storage of a person’s hour', long.megabytesPerPersonHour, 'MB', 5);
    row('packing an entry', long.packMicros, 'µs', 100);
  } finally {
    for (const { folder } of [short, long]) rmSync(folder, { recursive: true, force: true });
  }
  report('replay', rows);
  return rows.every(({ held }) => held) ? 0 : 1;
}
