import type { DatabaseSync } from 'node:sqlite';
import { pack, storedLimits, unpack } from '../../shared/core/message-pack.ts';
import {
  type Journal,
  type JournalRecord,
  type JournalRecords,
  journalRecord,
  type RestingText,
  stillResting,
} from './journal.ts';

const restingColumns = 'seq, path, text_hash AS textHash, bytes_hash AS bytesHash';

/** The journal as tables of its own database, synced at each record. */
export class SqliteJournal implements Journal {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(`PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;
      CREATE TABLE IF NOT EXISTS journal (ref TEXT PRIMARY KEY, current BLOB NOT NULL, previous BLOB) STRICT;
      CREATE TABLE IF NOT EXISTS resting (ref TEXT PRIMARY KEY, seq INTEGER NOT NULL, path TEXT NOT NULL,
        text_hash TEXT NOT NULL, bytes_hash TEXT NOT NULL) STRICT, WITHOUT ROWID;`);
  }

  async records(ref: string): Promise<JournalRecords> {
    const row = this.#database.prepare('SELECT current, previous FROM journal WHERE ref = ?').get(ref) as
      | { current: Uint8Array; previous: Uint8Array | null }
      | undefined;
    return { current: decode(row?.current ?? null), previous: decode(row?.previous ?? null) };
  }

  async put(ref: string, next: JournalRecord): Promise<void> {
    this.#change(ref, null, () =>
      this.#database
        .prepare(
          'INSERT INTO journal VALUES (?, ?, NULL) ON CONFLICT (ref) DO UPDATE SET previous = current, current = excluded.current',
        )
        .run(ref, pack(next)),
    );
  }

  async amend(ref: string, record: JournalRecord): Promise<void> {
    const resting = await this.restingText(ref);
    this.#change(ref, resting && stillResting(resting, record), () =>
      this.#database.prepare('UPDATE journal SET current = ? WHERE ref = ?').run(pack(record), ref),
    );
  }

  async restore(ref: string, { current, previous }: JournalRecords): Promise<void> {
    this.#change(ref, null, () => {
      if (current === null) this.#database.prepare('DELETE FROM journal WHERE ref = ?').run(ref);
      else
        this.#database
          .prepare('UPDATE journal SET current = ?, previous = ? WHERE ref = ?')
          .run(pack(current), previous && pack(previous), ref);
    });
  }

  async recorded(): Promise<{ ref: string; hasEarlier: boolean }[]> {
    const rows = this.#database.prepare('SELECT ref, previous IS NOT NULL AS earlier FROM journal').all();
    return rows.map(({ ref, earlier }) => ({ ref: String(ref), hasEarlier: earlier === 1 }));
  }

  async forget(ref: string, which: 'earlier' | 'both'): Promise<void> {
    if (which === 'both')
      return this.#change(ref, null, () => this.#database.prepare('DELETE FROM journal WHERE ref = ?').run(ref));
    this.#database.prepare('UPDATE journal SET previous = NULL WHERE ref = ?').run(ref);
  }

  /** Changes records, and what is noted of the text, in one transaction. */
  #change(ref: string, resting: RestingText | null, run: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      run();
      if (resting) this.#putResting(ref, resting);
      else this.#database.prepare('DELETE FROM resting WHERE ref = ?').run(ref);
      this.#database.exec('COMMIT');
    } catch (thrown) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw thrown;
    }
  }

  #putResting(ref: string, { seq, path, textHash, bytesHash }: RestingText): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO resting VALUES (?, ?, ?, ?, ?)')
      .run(ref, seq, path, textHash, bytesHash);
  }

  async noteResting(ref: string, text: RestingText): Promise<void> {
    // Not synced: a note that is lost costs the next start a look at this text.
    this.#database.exec('PRAGMA synchronous = NORMAL');
    try {
      this.#putResting(ref, text);
    } finally {
      this.#database.exec('PRAGMA synchronous = FULL');
    }
  }

  async resting(): Promise<Map<string, RestingText>> {
    const rows = this.#database.prepare(`SELECT ref, ${restingColumns} FROM resting`).all();
    return new Map((rows as unknown as (RestingText & { ref: string })[]).map(({ ref, ...text }) => [ref, text]));
  }

  async restingText(ref: string): Promise<RestingText | null> {
    const row = this.#database.prepare(`SELECT ${restingColumns} FROM resting WHERE ref = ?`).get(ref);
    return (row as unknown as RestingText | undefined) ?? null;
  }
}

function decode(packed: Uint8Array | null): JournalRecord | null {
  return packed === null ? null : journalRecord.parse(unpack(packed, storedLimits));
}
