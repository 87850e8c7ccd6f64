import type { DatabaseSync } from 'node:sqlite';
import { pack, storedLimits, unpack } from '../../shared/core/message-pack.ts';
import { type Journal, type JournalRecord, type JournalRecords, journalRecord } from './journal.ts';

/** The journal as a table of its own database, synced at each record. */
export class SqliteJournal implements Journal {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;
      CREATE TABLE IF NOT EXISTS journal (ref TEXT PRIMARY KEY, current BLOB NOT NULL, previous BLOB) STRICT;`);
  }

  async records(ref: string): Promise<JournalRecords> {
    const row = this.#database.prepare('SELECT current, previous FROM journal WHERE ref = ?').get(ref) as
      | { current: Uint8Array; previous: Uint8Array | null }
      | undefined;
    return { current: decode(row?.current ?? null), previous: decode(row?.previous ?? null) };
  }

  async put(ref: string, next: JournalRecord): Promise<void> {
    this.#database
      .prepare(
        'INSERT INTO journal VALUES (?, ?, NULL) ON CONFLICT (ref) DO UPDATE SET previous = current, current = excluded.current',
      )
      .run(ref, pack(next));
  }

  async amend(ref: string, record: JournalRecord): Promise<void> {
    this.#database.prepare('UPDATE journal SET current = ? WHERE ref = ?').run(pack(record), ref);
  }

  async restore(ref: string, { current, previous }: JournalRecords): Promise<void> {
    if (current === null) this.#database.prepare('DELETE FROM journal WHERE ref = ?').run(ref);
    else
      this.#database
        .prepare('UPDATE journal SET current = ?, previous = ? WHERE ref = ?')
        .run(pack(current), previous && pack(previous), ref);
  }
}

function decode(packed: Uint8Array | null): JournalRecord | null {
  return packed === null ? null : journalRecord.parse(unpack(packed, storedLimits));
}
