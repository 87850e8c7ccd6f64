import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { TextDocument } from '../../../../src/client/text-document.ts';
import type { RecordedStep } from '../../../../src/client/work-record.ts';
import { KeptWork } from '../../../../src/main/documents/kept-work.ts';
import { SqliteJournal } from '../../../../src/main/documents/sqlite-journal.ts';
import { textName } from '../../../../src/shared/capabilities/documents/update-rules.ts';

/** A text with one letter of each of these Yjs clients; those from 100 on are a disk's. */
function textOf(ref: string, ...clients: number[]): TextDocument {
  const document = new Y.Doc();
  for (const client of clients) {
    document.clientID = client;
    document.getText(textName).insert(0, 'x');
  }
  const known = { ownerOf: (client: number) => (client < 100 ? 'somebody' : undefined) };
  return { ref, isEditable: true, yText: document.getText(textName), known } as unknown as TextDocument;
}

const stepOf = (ref: string, atMs: number, client: number): RecordedStep => ({
  ref,
  author: 'ada',
  fromMs: atMs,
  atMs,
  work: client === 2 ? { turn: 'turn', call: 'call' } : {},
  step: { inserted: [{ client, clock: 0, length: 1 }], deleted: [{ client: 9, clock: 4, text: 'gone' }] },
});

function kept(database = new DatabaseSync(':memory:')) {
  const reports: string[] = [];
  const work = new KeptWork({ database, isWanted: () => true, report: (words) => void reports.push(words) });
  return { database, reports, work };
}

describe('work that is kept', () => {
  it('comes back as it was, step by step, also where later edits have joined an earlier step', () => {
    const { work, database } = kept();
    expect(work.load()).toBe(null);
    work.keep([], 5, 0);
    const [first, second] = [stepOf('a', 10, 1), stepOf('b', 11, 2)];
    work.add(first, first.step, 10, textOf('a', 1));
    work.add(second, second.step, 11, textOf('b', 2));
    const more = { inserted: [{ client: 3, clock: 0, length: 1 }], deleted: [] };
    first.step.inserted.push(...more.inserted);
    first.atMs = 12;
    work.add(first, more, 12, textOf('a', 1, 3));
    work.flush();
    const again = kept(database).work;
    expect(again.load()).toEqual({ steps: [first, second], sinceMs: 5, goneMs: 0 });
  });

  it('lets go what the record lets go, and numbers go on', () => {
    const { work, database } = kept();
    const [first, second] = [stepOf('a', 10, 1), stepOf('b', 11, 2)];
    for (const step of [first, second]) work.add(step, step.step, step.atMs, textOf(step.ref, 1, 2));
    work.keep([second], 10, 10);
    const next = kept(database).work;
    const found = next.load()!;
    expect(found).toEqual({ steps: [second], sinceMs: 10, goneMs: 10 });
    const third = stepOf('b', 20, 3);
    next.add(third, third.step, 20, textOf('b', 1, 2, 3));
    next.flush();
    expect(kept(database).work.load()!.steps).toEqual([second, third]);
    expect(database.prepare('SELECT ref FROM work_texts').all()).toEqual([{ ref: 'b' }]);
  });

  it('is in no file any more once all of it is let go', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kept-work-'));
    const database = new DatabaseSync(join(folder, 'work.db'));
    new SqliteJournal(database);
    const { work } = kept(database);
    const step = stepOf('a', 10, 1);
    work.add(step, { inserted: [], deleted: [{ client: 1, clock: 0, text: 'correct horse' }] }, 10, textOf('a', 1));
    work.flush();
    const isThere = () =>
      readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes('correct horse'));
    expect(isThere()).toBe(true);
    work.keep([], 20, 20);
    expect(isThere()).toBe(false);
    database.close();
    rmSync(folder, { recursive: true });
  });

  it('does not go on behind edits of people that nobody has told, other than those of a disk', () => {
    const { work } = kept();
    const step = stepOf('a', 10, 1);
    work.add(step, step.step, 10, textOf('a', 1, 2));
    work.flush();
    expect(work.isContinued(textOf('a', 1, 2), step.step)).toBe(true);
    expect(work.isContinued(textOf('a', 1, 2, 100), step.step)).toBe(true);
    expect(work.isContinued(textOf('a', 1, 2, 3), step.step)).toBe(false);
    const told = { inserted: [{ client: 3, clock: 0, length: 1 }], deleted: [] };
    expect(work.isContinued(textOf('a', 1, 2, 3), told)).toBe(true);
    expect(work.isContinued(textOf('b', 1), step.step)).toBe(false);
  });

  it('says so where its record is damaged, and begins anew', () => {
    const { work, database } = kept();
    const step = stepOf('a', 10, 1);
    work.keep([], 5, 0);
    work.add(step, step.step, 10, textOf('a', 1));
    work.flush();
    database.exec("UPDATE work_edits SET edit = x'ff'");
    const { work: again, reports } = kept(database);
    expect(again.load()).toBe(null);
    expect(reports[0]).toMatch(/cannot be taken back, since its record is damaged/);
    database.exec('UPDATE work_times SET since_ms = 9223372036854775807');
    expect(again.load()).toBe(null);
    database.exec("UPDATE work_texts SET known = x'ff'");
    expect(again.isContinued(textOf('a', 1), step.step)).toBe(false);
    expect(reports).toHaveLength(3);
  });

  it('takes an edit that comes once its database is closed or busy for no error', () => {
    const { work, database, reports } = kept();
    const step = stepOf('a', 10, 1);
    work.add(step, step.step, 10, textOf('a', 1));
    database.exec('BEGIN');
    work.flush();
    expect(reports[0]).toMatch(/not kept beyond this start/);
    work.add(step, step.step, 10, textOf('a', 1));
    database.close();
    work.flush();
    expect(reports).toHaveLength(1);
  });

  it('leaves a record in memory as it is where no history is wanted', () => {
    const work = new KeptWork({ database: new DatabaseSync(':memory:'), isWanted: () => false, report: () => {} });
    const step = stepOf('a', 10, 1);
    work.add(step, step.step, 10, textOf('a', 1));
    expect(work.isContinued(textOf('a', 1), step.step)).toBe(true);
  });
});
