import type { DatabaseSync } from 'node:sqlite';
import type { OutboxItem, OutboxStorage } from '../../client/outbox.ts';
import { entryTuple, fromTuple, toTuple } from '../../shared/core/entry.ts';
import { pack, unpack } from '../../shared/core/message-pack.ts';

const nothing = new Uint8Array(0);

/** Outbox of the host's replicas for a far log, in a table; on the disk before it is sent. */
export class SqliteOutbox implements OutboxStorage {
  readonly #database: DatabaseSync;
  readonly #replica: string;

  constructor(database: DatabaseSync, replica: string) {
    this.#database = database;
    this.#replica = replica;
    prepare(database);
  }

  async append(items: readonly OutboxItem[]): Promise<void> {
    const insert = this.#database.prepare('INSERT OR REPLACE INTO outbox VALUES (?, ?, ?, ?, ?)');
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      for (const { entry, madeMs } of items) {
        const head = pack(toTuple({ ...entry, body: nothing }));
        insert.run(this.#replica, entry.n, madeMs, head, entry.body);
      }
      this.#database.exec('COMMIT');
    } catch (thrown) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw thrown;
    }
  }

  async remove(upToN: number): Promise<void> {
    this.#database.prepare('DELETE FROM outbox WHERE replica = ? AND n <= ?').run(this.#replica, upToN);
  }

  async load(): Promise<OutboxItem[]> {
    const rows = this.#database.prepare('SELECT * FROM outbox WHERE replica = ? ORDER BY n').all(this.#replica);
    return (rows as unknown as { made_ms: number; head: Uint8Array; body: Uint8Array }[]).map((row) => ({
      madeMs: row.made_ms,
      entry: { ...fromTuple(entryTuple.parse(unpack(row.head))), body: row.body },
    }));
  }
}

function prepare(database: DatabaseSync): void {
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;
    CREATE TABLE IF NOT EXISTS outbox (replica TEXT NOT NULL, n INTEGER NOT NULL, made_ms REAL NOT NULL,
      head BLOB NOT NULL, body BLOB NOT NULL, PRIMARY KEY (replica, n)) STRICT;`);
}

/** Lists the replicas that have left something unsent. */
export function replicasIn(database: DatabaseSync): string[] {
  prepare(database);
  const rows = database.prepare('SELECT DISTINCT replica FROM outbox').all();
  return (rows as { replica: string }[]).map(({ replica }) => replica);
}

/** Drops a replica's unsent entries. */
export function forgetOutbox(database: DatabaseSync, replica: string): void {
  database.prepare('DELETE FROM outbox WHERE replica = ?').run(replica);
}
