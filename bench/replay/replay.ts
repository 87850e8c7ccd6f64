import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ReplayHistory } from '../../server/replay/replay-history.ts';
import { ReplaySession } from '../../server/replay/replay-session.ts';
import { memoryTransportPair } from '../../src/client/memory-transport.ts';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { newId } from '../../src/shared/core/ids.ts';
import { replayViewer } from '../../tests/lib/replay-viewer.ts';
import { Random } from '../../tests/sim/random.ts';
import { type Cell, report } from '../lib/report.ts';
import { filesAtWork, type Made, make, openLog, session } from './made-log.ts';

const seeks = 200;
/** Entries by which a file is certainly open, though some have come that its count leaves out. */
const settledEntries = 5_000;

interface Watched {
  openMs: number;
  seekP95Ms: number;
  seekWorstMs: number;
  memoryMb: number;
  longestTaskMs: number;
}

/** Memory in use, that of buffers included, in MB. */
function usedMb(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}

async function watch({ folder, recording, files }: Made): Promise<Watched> {
  const log = openLog(folder, Date.now);
  globalThis.gc?.();
  const usedBefore = usedMb();
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
  const { first, last } = history.timeline;
  let open: string[] = [];
  /** Goes to a moment, with two of the files open in which people worked then. */
  const shown = async (seq: number) => {
    const atWork = files
      .filter(({ after }) => after === 0 || after + settledEntries < seq - first.seq)
      .slice(-filesAtWork);
    const refs = [random.pick(atWork), random.pick(atWork)].map(({ ref }) => ref);
    const began = performance.now();
    for (const ref of open) client.documents.close(ref);
    client.show('seq', seq);
    for (const ref of refs) void client.documents.open(ref).catch(() => undefined);
    open = refs;
    const isThere = () => client.applied === seq && refs.every((ref) => client.documents.get(ref)?.status === 'ready');
    while (!isThere()) await new Promise((resolve) => setImmediate(resolve));
    return performance.now() - began;
  };
  await shown(first.seq);
  const times: number[] = [];
  for (let i = 0; i < seeks; i++) times.push(await shown(first.seq + 1 + random.below(last.seq - first.seq)));
  times.sort((a, b) => a - b);
  globalThis.gc?.();
  const memoryMb = usedMb() - usedBefore;
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
    memoryMb,
    longestTaskMs: delay.max / 1e6,
  };
}

/**
 * Measures watching recordings of a made session, long and an eighth as long, which stay in a kept folder. Gives the
 * exit code.
 */
export async function runReplay({ hours, kept }: { hours: number; kept: string | undefined }): Promise<number> {
  const rows: Record<string, Cell>[] = [];
  const row = (name: string, value: number, unit: string, limit: number) => {
    rows.push({ case: name, value, unit, limit, held: value <= limit });
  };
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'ensemble-replay-'));
  try {
    const short = await make(join(folder, `${hours / 8}-hours`), hours / 8);
    const long = await make(join(folder, `${hours}-hours`), hours);
    const [ofShort, ofLong] = [await watch(short), await watch(long)];
    // All indexes are read: a longer recording takes longer to open, and no longer to go through.
    row(`opening ${hours} h`, ofLong.openMs, 'ms', Math.max(1_000, hours * 125));
    row(`a seek in ${hours} h, p95`, ofLong.seekP95Ms, 'ms', 300);
    row(`a seek in ${hours} h, worst of ${seeks}`, ofLong.seekWorstMs, 'ms', 300);
    row(`a seek in ${hours} h by one in ${hours / 8} h, p95`, ofLong.seekP95Ms / ofShort.seekP95Ms, '×', 1.2);
    row('longest task while playing at 16 ×', ofLong.longestTaskMs, 'ms', 50);
    row('memory of an open recording', ofLong.memoryMb, 'MB', 200);
    row('storage of a person’s hour', long.megabytesPerPersonHour, 'MB', 5);
    row('packing an entry', long.packMicros, 'µs', 100);
  } finally {
    if (kept === undefined) rmSync(folder, { recursive: true, force: true });
  }
  report('replay', rows);
  return rows.every(({ held }) => held) ? 0 : 1;
}
