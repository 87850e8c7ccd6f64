import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { sourceNode } from '../../scripts/lib/pinned-node.mjs';
import { SqliteLog } from '../../server/log/sqlite-log.ts';
import { describeLogWriting } from './log-contract.ts';
import { describeLogReading } from './log-reading-contract.ts';
import { sampleEntry, sampleId, sampleLatest, sampleRun } from './sample-entries.ts';
import { temporaryFolder } from './temporary-folder.ts';

const session = sampleId('session');
const alice = sampleId('alice');
const all = Number.MAX_SAFE_INTEGER;
const newFile = () => join(temporaryFolder(), 'session.db');
const open = (file: string, nowMs = () => 1000) => new SqliteLog(new DatabaseSync(file), nowMs);

describeLogWriting('SqliteLog', (nowMs) => open(newFile(), nowMs));
describeLogReading('SqliteLog', (nowMs) => open(newFile(), nowMs));

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
    expect(() => new SqliteLog(database, () => 1)).toThrow(/newer version/);
    database.close();
  });

  it('takes nothing of a batch that does not fit on the disk, says so, and goes on when there is room', async () => {
    const database = new DatabaseSync(newFile());
    const log = new SqliteLog(database, () => 1000);
    await log.append(session, 0, sampleRun(alice, 1, 2));
    const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number };
    database.exec(`PRAGMA max_page_count = ${pages + 2}`);
    const large = sampleRun(alice, 3, 12).map((entry) => ({ ...entry, body: new Uint8Array(8000) }));
    await expect(log.append(session, 0, large, [{ by: alice, n: 20 }])).rejects.toMatchObject({ code: 'no-space' });
    expect(await log.head(session)).toBe(2);
    expect(await log.lastNs(session)).toEqual(new Map([[alice, 2]]));
    expect(await log.read(session, 0, all, all)).toHaveLength(2);
    database.exec('PRAGMA max_page_count = 100000');
    const stamps = await log.append(session, 0, large);
    expect(stamps.map(({ seq }) => seq)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    await log.close();
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
