import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Entry } from '../../src/shared/protocol/entry.ts';
import { EnsembleError } from '../../src/shared/protocol/errors.ts';
import { lookUp } from '../../src/shared/protocol/table.ts';
import type { Checkpoint, Log, Stamp, UsedUp } from './log.ts';
import { migrate } from './sqlite-schema.ts';

const columns = 'seq, at, by, n, age_ms, kind, v, ref, recipient, body, blob';

interface Row {
  seq: number;
  at: number;
  by: string;
  n: number;
  age_ms: number;
  kind: string;
  v: number;
  ref: string | null;
  recipient: string | null;
  body: Uint8Array;
  blob: string | null;
}

function toEntry(row: Row): Entry {
  const { seq, at, by, n, kind, v, body, blob } = row;
  return { seq, at, by, n, ageMs: row.age_ms, kind, v, ref: row.ref || null, to: row.recipient, body, blob };
}

function toLogError(thrown: unknown): Error {
  const text = String((thrown as Error | undefined)?.message);
  if (/disk is full|database or disk is full|disk I\/O error/i.test(text)) {
    return new EnsembleError(
      'no-space',
      'The disk of the session server is full: free some space; what you type is kept until then.',
    );
  }
  return thrown as Error;
}

/** The log in SQLite: one transaction per batch, on the disk (synchronous = FULL) before it is acknowledged. */
export class SqliteLog implements Log {
  readonly #database: DatabaseSync;
  readonly #nowMs: () => number;
  readonly #statements = new Map<string, StatementSync>();
  /** The last n of each replica, as of the term that they were read in: as long as that holds nobody else writes. */
  readonly #lastNs = new Map<string, { term: number; lastN: Map<string, number> }>();

  /** Takes an open database, which it brings to the newest schema and closes at the end. */
  constructor(database: DatabaseSync, nowMs: () => number) {
    this.#database = database;
    this.#nowMs = nowMs;
    migrate(database);
  }

  #sql(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (!statement) {
      statement = this.#database.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }

  #transaction<T>(run: () => T): T {
    try {
      this.#sql('BEGIN IMMEDIATE').run();
      const result = run();
      this.#sql('COMMIT').run();
      return result;
    } catch (thrown) {
      if (this.#database.isTransaction) this.#sql('ROLLBACK').run();
      throw toLogError(thrown);
    }
  }

  async append(
    session: string,
    term: number,
    batch: readonly Entry[],
    usedUp: readonly UsedUp[] = [],
  ): Promise<Stamp[]> {
    const taken = new Map<string, number>();
    const stamps = this.#transaction(() => {
      const row = this.#sql('SELECT term, head, last_at FROM sessions WHERE id = ?').get(session) as
        | { term: number; head: number; last_at: number }
        | undefined;
      if (row && term < row.term) throw new EnsembleError('stale-term', 'another server has taken this session over');
      let head = row?.head ?? 0;
      const at = Math.max(row?.last_at ?? 0, Math.floor(this.#nowMs()));
      const before = this.#lastNsIn(session, row?.term ?? 0);
      const lastN = (by: string) => taken.get(by) ?? before.get(by) ?? 0;
      const stamps = batch.map((entry): Stamp => {
        if (entry.n > 0) {
          if (entry.n <= lastN(entry.by)) return this.#firstStamp(session, entry);
          taken.set(entry.by, entry.n);
        }
        head++;
        this.#insert(session, head, at, entry);
        return { seq: head, at };
      });
      for (const { by, n } of usedUp) taken.set(by, Math.max(n, lastN(by)));
      if (taken.size > 0)
        this.#sql('INSERT OR REPLACE INTO replicas SELECT ?, value ->> 0, value ->> 1 FROM json_each(?)').run(
          session,
          JSON.stringify([...taken]),
        );
      this.#sql('INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?)').run(
        session,
        Math.max(term, row?.term ?? 0),
        head,
        at,
      );
      return stamps;
    });
    const known = this.#lastNs.get(session)?.lastN;
    for (const [by, n] of taken) known?.set(by, n);
    return stamps;
  }

  #insert(session: string, seq: number, at: number, e: Entry): void {
    const latest = lookUp(e.kind)?.keep === 'latest';
    const text = latest
      ? 'INSERT OR REPLACE INTO latest VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'
      : 'INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';
    const ref = latest ? (e.ref ?? '') : e.ref;
    this.#sql(text).run(session, seq, at, e.by, e.n, e.ageMs, e.kind, e.v, ref, e.to, e.body, e.blob);
  }

  #lastNsIn(session: string, term: number): Map<string, number> {
    const known = this.#lastNs.get(session);
    if (known?.term === term) return known.lastN;
    const lastN = this.#readLastNs(session);
    // Nobody owns a session that was never claimed.
    if (term > 0) this.#lastNs.set(session, { term, lastN });
    return lastN;
  }

  #readLastNs(session: string): Map<string, number> {
    const rows = this.#sql('SELECT id, last_n FROM replicas WHERE session = ?').all(session);
    return new Map((rows as unknown as { id: string; last_n: number }[]).map((row) => [row.id, row.last_n]));
  }

  #firstStamp(session: string, entry: Entry): Stamp {
    const row = this.#sql('SELECT seq, at FROM entries WHERE session = ? AND by = ? AND n = ?').get(
      session,
      entry.by,
      entry.n,
    );
    return (row as Stamp | undefined) ?? { seq: 0, at: 0 };
  }

  async claim(session: string): Promise<number> {
    const row = this.#transaction(() =>
      this.#sql(
        `INSERT INTO sessions VALUES (?, 1, 0, 0) ON CONFLICT (id) DO UPDATE SET term = term + 1 RETURNING term`,
      ).get(session),
    );
    return (row as { term: number }).term;
  }

  async head(session: string): Promise<number> {
    const row = this.#sql('SELECT head FROM sessions WHERE id = ?').get(session);
    return (row as { head: number } | undefined)?.head ?? 0;
  }

  async lastNs(session: string): Promise<Map<string, number>> {
    return this.#readLastNs(session);
  }

  async read(session: string, after: number, upTo: number, limit: number): Promise<Entry[]> {
    const range = 'WHERE session = ? AND seq > ? AND seq <= ?';
    const rows = this.#sql(
      `SELECT * FROM (SELECT ${columns} FROM entries ${range} ORDER BY seq LIMIT ?)
       UNION ALL SELECT ${columns} FROM latest ${range} ORDER BY seq LIMIT ?`,
    ).all(session, after, upTo, limit, session, after, upTo, limit);
    return (rows as unknown as Row[]).map(toEntry);
  }

  async readRef(session: string, ref: string, after: number, upTo: number, limit: number): Promise<Entry[]> {
    const range = 'WHERE session = ? AND ref = ? AND seq > ? AND seq <= ?';
    const rows = this.#sql(
      `SELECT * FROM (SELECT ${columns} FROM entries ${range} ORDER BY seq LIMIT ?)
       UNION ALL SELECT ${columns} FROM latest ${range} ORDER BY seq LIMIT ?`,
    ).all(session, ref, after, upTo, limit, session, ref, after, upTo, limit);
    return (rows as unknown as Row[]).map(toEntry);
  }

  async putCheckpoint(session: string, ref: string, { seq, bytes }: Checkpoint): Promise<void> {
    this.#transaction(() =>
      this.#sql('INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?)').run(session, ref, seq, bytes),
    );
  }

  async checkpoint(session: string, ref: string): Promise<Checkpoint | null> {
    const row = this.#sql('SELECT seq, bytes FROM checkpoints WHERE session = ? AND ref = ?').get(session, ref);
    return (row as unknown as Checkpoint | undefined) ?? null;
  }

  async trim(session: string, kind: string, ref: string, upTo: number): Promise<void> {
    this.#transaction(() =>
      this.#sql('DELETE FROM entries WHERE session = ? AND ref = ? AND kind = ? AND seq <= ?').run(
        session,
        ref,
        kind,
        upTo,
      ),
    );
  }

  async blobs(session: string): Promise<Set<string>> {
    const rows = this.#sql(
      `SELECT blob FROM entries WHERE session = ? AND blob IS NOT NULL
       UNION SELECT blob FROM latest WHERE session = ? AND blob IS NOT NULL`,
    ).all(session, session);
    return new Set((rows as { blob: string }[]).map(({ blob }) => blob));
  }

  async close(): Promise<void> {
    this.#database.close();
  }
}
