import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, vi } from 'vitest';
import { sourceNode } from '../../scripts/lib/pinned-node.mjs';
import { SqliteLog } from '../../server/log/sqlite-log.ts';
import { TailFile } from '../../server/log/tail-file.ts';
import { describeLogBurial } from './log-burial-contract.ts';
import { describeLogWriting } from './log-contract.ts';
import { describeLogReading } from './log-reading-contract.ts';
import { sampleEntry, sampleId, sampleLatest, sampleRun } from './sample-entries.ts';
import { temporaryFolder } from './temporary-folder.ts';

const session = sampleId('session');
const alice = sampleId('alice');
const all = Number.MAX_SAFE_INTEGER;
const newFile = () => join(temporaryFolder(), 'session.db');
const open = (file: string, nowMs = () => 1000) =>
  new SqliteLog(new DatabaseSync(file), new TailFile(`${file}.tail`), nowMs);

describeLogWriting('SqliteLog', (nowMs) => open(newFile(), nowMs));
describeLogReading('SqliteLog', (nowMs) => open(newFile(), nowMs));
describeLogBurial('SqliteLog', (nowMs) => open(newFile(), nowMs));

/** A log that packs all that it has after each batch, up to every second entry. */
class PackingLog extends SqliteLog {
  override async append(...batch: Parameters<SqliteLog['append']>): ReturnType<SqliteLog['append']> {
    const stamps = await super.append(...batch);
    const [id] = batch;
    const head = await this.head(id);
    for (let last = 2; last < head; last += 2)
      await this.pack(id, { last, index: Uint8Array.of(last % 256), state: null });
    return stamps;
  }
}

const openPacking = (nowMs: () => number) => {
  const file = newFile();
  return new PackingLog(new DatabaseSync(file), new TailFile(`${file}.tail`), nowMs);
};

describeLogReading('SqliteLog that packs', openPacking);
describeLogBurial('SqliteLog that packs', openPacking);

describe('SqliteLog', () => {
  it('has everything when it is opened again', async () => {
    const file = newFile();
    const before = open(file);
    const term = await before.claim(session);
    await before.append(session, term, [...sampleRun(alice, 1, 3), sampleLatest()], [{ by: alice, n: 4 }]);
    await before.putCheckpoint(session, alice, { seq: 2, bytes: Uint8Array.of(4, 2) });
    const entries = await before.read(session, 0, all, all);
    await before.close();
    const after = open(file, () => 10);
    expect(await after.read(session, 0, all, all)).toEqual(entries);
    expect(await after.lastNs(session)).toEqual(new Map([[alice, 4]]));
    expect((await after.checkpoint(session, alice))?.bytes).toEqual(Uint8Array.of(4, 2));
    await expect(after.append(session, term - 1, [])).rejects.toMatchObject({ code: 'stale-term' });
    expect(await after.claim(session)).toBe(term + 1);
    expect(await after.append(session, term + 1, [sampleEntry({ n: 5 })])).toEqual([{ seq: 5, at: 1000 }]);
    await after.close();
  });

  it('refuses a store of a newer Ensemble instead of guessing', async () => {
    const file = newFile();
    await open(file).close();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    expect(() => new SqliteLog(database, new TailFile(`${file}.tail`), () => 1)).toThrow(/newer version/);
    database.close();
  });

  it('keeps what it took when the store has no room for it, takes no more, and goes on when there is room', async () => {
    const file = newFile();
    const database = new DatabaseSync(file);
    const log = new SqliteLog(database, new TailFile(`${file}.tail`), () => 1000);
    await log.append(session, 0, sampleRun(alice, 1, 2));
    expect(await log.read(session, 0, all, all)).toHaveLength(2);
    const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number };
    database.exec(`PRAGMA max_page_count = ${pages + 2}`);
    const large = sampleRun(alice, 3, 12).map((entry) => ({ ...entry, body: new Uint8Array(8000) }));
    await log.append(session, 0, large);
    await expect(log.read(session, 0, all, all)).rejects.toMatchObject({ code: 'no-space' });
    await expect(log.append(session, 0, sampleRun(alice, 13, 13))).rejects.toMatchObject({ code: 'no-space' });
    expect(await log.head(session)).toBe(12);
    expect(await log.lastNs(session)).toEqual(new Map([[alice, 12]]));
    database.exec('PRAGMA max_page_count = 100000');
    expect((await log.append(session, 0, sampleRun(alice, 13, 13)))[0]?.seq).toBe(13);
    expect(await log.read(session, 0, all, all)).toHaveLength(13);
    await log.close();
  });

  it('takes nothing of a batch that does not fit into its tail, and says so', async () => {
    const file = newFile();
    const tail = new TailFile(`${file}.tail`);
    const log = new SqliteLog(new DatabaseSync(file), tail, () => 1000);
    await log.append(session, 0, sampleRun(alice, 1, 2));
    const append = tail.append.bind(tail);
    tail.append = () => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
    await expect(log.append(session, 0, sampleRun(alice, 3, 4))).rejects.toMatchObject({ code: 'no-space' });
    expect(await log.head(session)).toBe(2);
    expect(await log.lastNs(session)).toEqual(new Map([[alice, 2]]));
    tail.append = append;
    expect((await log.append(session, 0, sampleRun(alice, 3, 3)))[0]?.seq).toBe(3);
    await log.close();
  });

  it('answers while a batch is on its way to the disk, and lets nothing overtake it', async () => {
    const file = newFile();
    const tail = new TailFile(`${file}.tail`);
    const log = new SqliteLog(new DatabaseSync(file), tail, () => 1000);
    await log.append(session, 0, sampleRun(alice, 1, 2));
    const synced = Promise.withResolvers<void>();
    const append = tail.append.bind(tail);
    tail.append = async (record) => {
      await synced.promise;
      await append(record);
    };
    const done: string[] = [];
    const first = log.append(session, 0, sampleRun(alice, 3, 4)).then((stamps) => done.push(`first ${stamps[0]?.seq}`));
    const second = log.append(session, 0, sampleRun(alice, 4, 5)).then((all) => done.push(`second ${all[1]?.seq}`));
    const buried = log.bury(session, { seq: 4 }).then(() => done.push('buried'));
    expect(await log.read(session, 0, all, all)).toHaveLength(2);
    expect(await log.head(session)).toBe(2);
    expect(done).toEqual([]);
    synced.resolve();
    await Promise.all([first, second, buried]);
    expect(done).toEqual(['first 3', 'second 5', 'buried']);
    expect((await log.read(session, 0, all, all)).map(({ seq, kind }) => [seq, kind === 'entry.buried'])).toEqual(
      [1, 2, 3, 4, 5].map((seq) => [seq, seq === 4]),
    );
    await log.close();
    const again = open(file);
    expect(await again.lastNs(session)).toEqual(new Map([[alice, 5]]));
    await again.close();
  });

  it('takes many entries over while the next batch is on its way to the disk, and that one with what comes after', async () => {
    const file = newFile();
    const database = new DatabaseSync(file);
    const tail = new TailFile(`${file}.tail`);
    const log = new SqliteLog(database, tail, () => 1000);
    const taken = () => database.prepare('SELECT count(*) AS count FROM entries').get()?.count;
    await log.append(session, 0, sampleRun(alice, 1, 60));
    expect(taken()).toBe(0);
    const append = tail.append.bind(tail);
    const seen: unknown[] = [];
    tail.append = async (record) => {
      await append(record);
      seen.push(taken());
    };
    await log.append(session, 0, sampleRun(alice, 61, 62));
    await log.append(session, 0, sampleRun(alice, 63, 63));
    expect(seen[0]).toBe(60);
    expect(await log.read(session, 0, all, all)).toHaveLength(63);
    await log.close();
  });

  it('reads the numbers of all replicas that were ever there once, and not for each entry that it takes over', async () => {
    const database = new DatabaseSync(newFile());
    const prepare = database.prepare.bind(database);
    const readings: { mock: { calls: unknown[] } }[] = [];
    database.prepare = (text) => {
      const statement = prepare(text);
      if (/FROM replicas/.test(text)) readings.push(vi.spyOn(statement, 'all'));
      return statement;
    };
    const log = new SqliteLog(database, new TailFile(newFile()), () => 1000);
    const past = Array.from({ length: 100 }, (_, index) => ({ by: sampleId(`past-${index}`), n: 7 }));
    await log.append(session, 0, [], past);
    await log.append(session, 0, sampleRun(alice, 1, 1), [{ by: past[1]!.by, n: 9 }]);
    expect(await log.read(session, 0, all, all)).toHaveLength(1);
    await log.append(session, 0, sampleRun(alice, 2, 2));
    expect(await log.read(session, 0, all, all)).toHaveLength(2);
    expect(readings.flatMap(({ mock }) => mock.calls)).toHaveLength(1);
    const kept = prepare('SELECT last_n FROM replicas WHERE id IN (?, ?, ?) ORDER BY last_n');
    expect(kept.all(alice, past[0]!.by, past[1]!.by).map(({ last_n }) => last_n)).toEqual([2, 7, 9]);
    await log.close();
  });

  it('has what was acknowledged last though it was not taken over, and takes it over once', async () => {
    const file = newFile();
    const before = open(file);
    const term = await before.claim(session);
    await before.append(session, term, sampleRun(alice, 1, 3));
    // As a crash would leave it: the copy is made before the store hears of the batch.
    for (const part of ['', '-wal', '.tail']) copyFileSync(`${file}${part}`, `${file}.copy${part}`);
    await before.close();
    for (let round = 0; round < 2; round++) {
      const after = open(`${file}.copy`);
      expect(await after.head(session)).toBe(3 + round);
      expect((await after.lastNs(session)).get(alice)).toBe(3 + round);
      await after.append(session, term, sampleRun(alice, 4 + round, 4 + round));
      expect((await after.read(session, 0, all, all)).map(({ seq }) => seq)).toEqual(
        [1, 2, 3, 4, 5].slice(0, 4 + round),
      );
      await after.close();
    }
  });

  it('loses nothing that it acknowledged when its process is killed', async () => {
    const file = newFile();
    const child = spawn(sourceNode(), [join(import.meta.dirname, 'appending-process.ts'), file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const closed = once(child, 'close');
    let output = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => {
      output += text;
      if (output.split('\n').length > 40) child.kill('SIGKILL');
    });
    const [, signal] = await closed;
    expect(signal).toBe('SIGKILL');
    const acknowledged = Number(output.slice(0, output.lastIndexOf('\n')).split('\n').at(-1));
    const log = open(file);
    const kept = await log.read(session, 0, all, all);
    await log.close();
    expect(acknowledged).toBeGreaterThan(100);
    expect(kept.length).toBeGreaterThanOrEqual(acknowledged);
    expect(kept.length % 3).toBe(0);
    for (const [index, { seq, n, body }] of kept.entries()) {
      expect([seq, n]).toEqual([index + 1, index + 1]);
      expect(body).toEqual(new Uint8Array(n % 900).fill(n));
    }
  });
});
