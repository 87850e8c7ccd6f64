import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import { SqliteLog } from '../../../../server/log/sqlite-log.ts';
import { TailFile } from '../../../../server/log/tail-file.ts';
import { ref, Stage } from '../session/session-fixture.ts';
import { holds, Typist } from '../session/typist.ts';

const segmentEntries = 8;

/** A session on the disk that packs early, in which somebody types and others come and go. */
export async function packed(entriesOfSegment = segmentEntries, more: { historyMs?: () => number | null } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-packing-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'log.db');
  let now = () => 1_700_000_000_000;
  const open = () => new SqliteLog(new DatabaseSync(file), new TailFile(join(folder, 'log.tail')), () => now());
  let log = open();
  const reports: string[] = [];
  const options = {
    segmentEntries: entriesOfSegment,
    report: (message: string) => void reports.push(message),
    ...more,
  };
  const stage = await Stage.open({ ...options, log });
  now = () => stage.world.nowMs;
  onTestFinished(() => log.close());
  const guest = await stage.guest('Ann');
  const typist = new Typist(guest, ref);
  /** True if words stand somewhere in the files of the log. */
  const isOnDisk = (words: string) =>
    readdirSync(folder).some((name) => holds(readFileSync(join(folder, name)), words));
  const moments: { seq: number; text: string }[] = [];
  const work = async (words: readonly string[]) => {
    for (const word of words) {
      await typist.type(word);
      moments.push({ seq: stage.session.head, text: typist.text });
      await stage.host.say('people.gathered', { path: 'a.txt', line: 1 + moments.length });
    }
    await stage.world.run(5_000);
    await stage.session.packed();
  };
  const restart = async () => {
    stage.session.close();
    await log.close();
    log = open();
    await stage.start({ ...options, log });
  };
  return { stage, guest, typist, work, moments, restart, reports, isOnDisk, log: () => log };
}
