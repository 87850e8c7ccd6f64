import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Checkpoint } from './log.ts';
import type { Statements } from './sqlite-statements.ts';

const tables = ['checkpoints', 'kept_checkpoints'] as const;

/** Checkpoints of refs in SQLite: the newest of each, and those that are kept beside it, compressed. */
export class SqliteCheckpoints {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** Keeps a checkpoint beside the others of its ref. */
  keep(session: string, ref: string, { seq, bytes }: Checkpoint): void {
    const packed = zstdCompressSync(bytes);
    this.#sql('INSERT OR REPLACE INTO kept_checkpoints VALUES (?, ?, ?, ?)').run(session, ref, seq, packed);
  }

  /** Finds the newest checkpoint of a ref up to a seq. */
  upTo(session: string, ref: string, upTo: number): Checkpoint | null {
    const from = (table: string, packed: 0 | 1) =>
      `SELECT seq, bytes, ${packed} AS packed FROM ${table} WHERE session = ? AND ref = ? AND seq <= ?`;
    const row = this.#sql(
      `${from('checkpoints', 0)} UNION ALL ${from('kept_checkpoints', 1)} ORDER BY seq DESC LIMIT 1`,
    ).get(session, ref, upTo, session, ref, upTo) as (Checkpoint & { packed: 0 | 1 }) | undefined;
    if (!row) return null;
    const { seq, bytes } = row;
    return { seq, bytes: row.packed === 1 ? new Uint8Array(zstdDecompressSync(bytes)) : bytes };
  }

  /** Drops the checkpoints of a ref behind `after`, up to `upTo`. */
  drop(session: string, ref: string, after: number, upTo: number): void {
    for (const table of tables)
      this.#sql(`DELETE FROM ${table} WHERE session = ? AND ref = ? AND seq > ? AND seq <= ?`).run(
        session,
        ref,
        after,
        upTo,
      );
  }
}
