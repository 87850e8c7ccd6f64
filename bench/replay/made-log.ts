import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { SqliteLog } from '../../server/log/sqlite-log.ts';
import { TailFile } from '../../server/log/tail-file.ts';
import { SessionServer } from '../../server/server.ts';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { type KindName, kinds } from '../../src/shared/session/table.ts';
import { MadeSession } from './made-session.ts';

/** Id of every made session. */
export const session = 'made-session-of-bench_';
const people = 5;
/** Files in which people work at a time. */
export const filesAtWork = 40;
const entriesPerHour = 125_000;
const perBatch = 500;
const hourMs = 3_600_000;

const made = z.object({
  recording: z.string(),
  /** Files, the oldest first, with the number of entries before each was opened. */
  files: z.array(z.object({ ref: z.string(), after: z.number() })),
  hours: z.number(),
  megabytesPerPersonHour: z.number(),
  packMicros: z.number(),
});

export type Made = z.infer<typeof made> & { folder: string };

/**
 * Writes a session of so many hours into a folder, and has a server pack it. A folder that has one already is taken as
 * it is: 64 hours take half an hour to write.
 */
export async function make(folder: string, hours: number): Promise<Made> {
  const note = join(folder, 'made.json');
  if (existsSync(note)) return { ...made.parse(JSON.parse(readFileSync(note, 'utf8'))), folder };
  mkdirSync(folder, { recursive: true });
  const recorded = await write(folder, hours);
  const packMicros = await pack(folder, hours);
  const database = new DatabaseSync(join(folder, 'sessions.db'));
  database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  const megabytesPerPersonHour = statSync(join(folder, 'sessions.db')).size / 1e6 / (people * hours);
  const facts = { ...recorded, hours, megabytesPerPersonHour, packMicros };
  writeFileSync(note, JSON.stringify(facts));
  return { ...facts, folder };
}

/** Opens the log of a made session. */
export function openLog(folder: string, now: () => number): SqliteLog {
  return new SqliteLog(new DatabaseSync(join(folder, 'sessions.db')), new TailFile(join(folder, 'sessions.tail')), now);
}

async function write(folder: string, hours: number): Promise<Pick<Made, 'recording' | 'files'>> {
  const total = hours * entriesPerHour;
  let nowMs = 1_790_000_000_000;
  const log = openLog(folder, () => nowMs);
  const made = new MadeSession(7, people, filesAtWork);
  const term = await log.claim(session);
  await log.append(session, term, made.begin());
  for (let written = 0; written < total; written += perBatch) {
    const batch = [];
    while (batch.length < perBatch) batch.push(...made.next());
    nowMs += (hours * hourMs * perBatch) / total;
    const latest = new Set(batch.filter(({ kind }) => kinds[kind as KindName].keep === 'latest'));
    await log.append(session, term, batch, [], latest);
  }
  await log.close();
  return { recording: made.recording, files: made.files.map(({ ref, after }) => ({ ref, after })) };
}

/** Has a server pack a session. Gives the processor time of an entry in µs. */
async function pack(folder: string, hours: number): Promise<number> {
  const before = process.cpuUsage();
  const server = SessionServer.open({ dataFolder: folder, environment: nodeEnvironment, report: console.error });
  await server.find(session);
  await server.packed(session);
  const { user, system } = process.cpuUsage(before);
  await server.close();
  return (user + system) / (hours * entriesPerHour);
}
