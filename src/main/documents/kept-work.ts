import type { DatabaseSync } from 'node:sqlite';
import * as Y from 'yjs';
import { z } from 'zod';
import type { TextDocument } from '../../client/text-document.ts';
import type { RecordedStep, WorkStore } from '../../client/work-record.ts';
import { append } from '../../shared/core/append.ts';
import { bytes } from '../../shared/core/bytes.ts';
import { pack, storedLimits, unpack } from '../../shared/core/message-pack.ts';

const whole = z.number().int().min(0);

/** Row of an edit; its columns have the types of the table. */
interface Row {
  step: number;
  ref: string;
  author: string;
  turn: string | null;
  call: string | null;
  at_ms: number;
  edit: Uint8Array;
}

/** Runs in columns, since a person's day has tens of thousands. */
const runs = z.object({
  /** Client, clock and length of each. */
  inserted: z.array(whole),
  deleted: z.array(z.tuple([whole, whole, z.string()])),
});

interface Edit {
  step: number;
  of: RecordedStep;
  runs: z.input<typeof runs>;
  atMs: number;
}

export interface KeptWorkOptions {
  database: DatabaseSync;
  /** False where no history is to be kept: then nothing is written, and what was is deleted. */
  isWanted: () => boolean;
  report: (message: string) => void;
}

/** Keeps the host's record of edits in its own database: a start of the host goes on where the one before was. */
export class KeptWork implements WorkStore {
  readonly #options: KeptWorkOptions;
  readonly #numbers = new WeakMap<RecordedStep, number>();
  #last = 0;
  #waiting: Edit[] = [];
  readonly #touched = new Map<string, TextDocument>();
  #timer: NodeJS.Immediate | null = null;

  constructor(options: KeptWorkOptions) {
    this.#options = options;
    options.database.exec(`
      CREATE TABLE IF NOT EXISTS work_edits (id INTEGER PRIMARY KEY, step INTEGER NOT NULL, ref TEXT NOT NULL, author TEXT NOT NULL, turn TEXT, call TEXT, at_ms INTEGER NOT NULL, edit BLOB NOT NULL) STRICT;
      CREATE INDEX IF NOT EXISTS work_steps ON work_edits (step, id);
      CREATE TABLE IF NOT EXISTS work_texts (ref TEXT PRIMARY KEY, known BLOB NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS work_times (since_ms INTEGER NOT NULL, gone_ms INTEGER NOT NULL) STRICT;
    `);
  }

  load(): { steps: RecordedStep[]; sinceMs: number; goneMs: number } | null {
    const { database, isWanted, report } = this.#options;
    if (!isWanted()) return null;
    try {
      const times = database.prepare('SELECT since_ms, gone_ms FROM work_times').get();
      if (times === undefined) return null;
      return { steps: this.#steps(), sinceMs: Number(times.since_ms), goneMs: Number(times.gone_ms) };
    } catch (thrown) {
      report(`What people did before this start cannot be taken back, since its record is damaged: ${String(thrown)}`);
      return null;
    }
  }

  #steps(): RecordedStep[] {
    const found = new Map<number, RecordedStep>();
    for (const row of this.#options.database.prepare('SELECT * FROM work_edits ORDER BY step, id').iterate()) {
      const { step: number, ref, author, turn, call, at_ms: atMs, edit } = row as unknown as Row;
      const { inserted, deleted } = runs.parse(unpack(edit, storedLimits));
      const work = { ...(turn === null ? {} : { turn }), ...(call === null ? {} : { call }) };
      const none = { ref, author, fromMs: atMs, atMs, work, step: { inserted: [], deleted: [] } };
      const step: RecordedStep = found.get(number) ?? none;
      found.set(number, step);
      for (let at = 0; at + 2 < inserted.length; at += 3)
        step.step.inserted.push({ client: inserted[at]!, clock: inserted[at + 1]!, length: inserted[at + 2]! });
      append(
        step.step.deleted,
        deleted.map(([client, clock, text]) => ({ client, clock, text })),
      );
      step.atMs = Math.max(step.atMs, atMs);
      this.#numbers.set(step, number);
      this.#last = number;
    }
    return [...found.values()];
  }

  add(of: RecordedStep, { inserted, deleted }: RecordedStep['step'], atMs: number, document: TextDocument): void {
    if (!this.#options.isWanted()) return;
    const step = this.#numbers.get(of) ?? ++this.#last;
    this.#numbers.set(of, step);
    const columns = {
      inserted: inserted.flatMap(({ client, clock, length }) => [client, clock, length]),
      deleted: deleted.map(({ client, clock, text }): [number, number, string] => [client, clock, text]),
    };
    this.#waiting.push({ step, of, runs: columns, atMs });
    this.#touched.set(of.ref, document);
    this.#timer ??= setImmediate(() => this.flush());
  }

  isContinued({ ref, yText, known }: TextDocument, { inserted }: RecordedStep['step']): boolean {
    // Nothing is from before this start.
    if (!this.#options.isWanted()) return true;
    const told = this.#known(ref);
    if (told === null) return false;
    for (const { client, clock, length } of inserted) told.set(client, Math.max(told.get(client) ?? 0, clock + length));
    // Ids of a disk have no owner, and are nobody's work.
    for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(yText.doc!)))
      if (known.ownerOf(client) !== undefined && clock > (told.get(client) ?? 0)) return false;
    return true;
  }

  /** Clocks up to which each Yjs client had written in a text when its work was kept last. */
  #known(ref: string): Map<number, number> | null {
    const { database, report } = this.#options;
    try {
      const found = database.prepare('SELECT known FROM work_texts WHERE ref = ?').get(ref);
      return found === undefined ? null : Y.decodeStateVector(bytes.parse(found.known));
    } catch (thrown) {
      report(`What people did in a text before this start cannot be taken back: ${String(thrown)}`);
      return null;
    }
  }

  /** Writes what was added since the last time. */
  flush(): void {
    if (this.#timer !== null) clearImmediate(this.#timer);
    this.#timer = null;
    const edits = this.#waiting.splice(0);
    const touched = [...this.#touched.values()];
    this.#touched.clear();
    if (edits.length === 0) return;
    this.#change(() => {
      const { database } = this.#options;
      const insert = database.prepare(
        'INSERT INTO work_edits (step, ref, author, turn, call, at_ms, edit) VALUES (?, ?, ?, ?, ?, ?, ?)',
      );
      for (const { step, of, runs, atMs } of edits) {
        const { turn = null, call = null } = of.work;
        insert.run(step, of.ref, of.author, turn, call, Math.round(atMs), pack(runs));
      }
      for (const document of touched) this.#noteKnown(document);
    });
  }

  #noteKnown({ ref, isEditable, yText }: TextDocument): void {
    // One that rests has no ids here; the next edit brings them back.
    if (!isEditable) return;
    this.#options.database
      .prepare('INSERT OR REPLACE INTO work_texts VALUES (?, ?)')
      .run(ref, Y.encodeStateVector(yText.doc!));
  }

  #change(run: () => void): void {
    const { database, report } = this.#options;
    // An edit may still come while this host ends.
    if (!database.isOpen) return;
    try {
      // Not synced: it outlives this process, and what a power cut takes is told anew by the log as far as that has it.
      database.exec('PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE');
      run();
      database.exec('COMMIT');
    } catch (thrown) {
      if (database.isTransaction) database.exec('ROLLBACK');
      report(`Recent work is not kept beyond this start of the host: ${String(thrown)}`);
    } finally {
      database.exec('PRAGMA synchronous = FULL');
    }
  }

  keep(steps: readonly RecordedStep[], sinceMs: number, goneMs: number): void {
    this.flush();
    const numbers = new Set(steps.map((step) => this.#numbers.get(step)));
    this.#change(() => {
      const { database } = this.#options;
      const drop = database.prepare('DELETE FROM work_edits WHERE step = ?');
      for (const { step } of database.prepare('SELECT DISTINCT step FROM work_edits').all())
        if (!numbers.has(Number(step))) drop.run(Number(step));
      database.exec('DELETE FROM work_texts WHERE ref NOT IN (SELECT ref FROM work_edits)');
      this.#noteTimes(sinceMs, goneMs);
    });
    // All of it goes with the history: then it is to be in no file either.
    if (steps.length === 0 && this.#options.database.isOpen)
      this.#options.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  #noteTimes(sinceMs: number, goneMs: number): void {
    const { database } = this.#options;
    database.exec('DELETE FROM work_times');
    database.prepare('INSERT INTO work_times VALUES (?, ?)').run(Math.round(sinceMs), Math.round(goneMs));
  }
}
