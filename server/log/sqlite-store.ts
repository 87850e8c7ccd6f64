import type { DatabaseSync } from 'node:sqlite';
import type { Entry } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { forgottenBy, isOfAnyHost, keyOf, kindsOfAReplica, lookUp, voidedBy } from '../../src/shared/session/table.ts';
import type {
  Blanking,
  Burial,
  Checkpoint,
  Condensed,
  CutOut,
  Excision,
  LogUsage,
  Naming,
  Redact,
  Reindex,
  Segment,
  Stamp,
  UsedUp,
} from './log.ts';
import { SqliteCheckpoints } from './sqlite-checkpoints.ts';
import { SqliteRemovals } from './sqlite-removals.ts';
import { growWriteAheadLog, migrate } from './sqlite-schema.ts';
import { SqliteSegments } from './sqlite-segments.ts';
import { type Statements, statementsOf } from './sqlite-statements.ts';

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

/** Gives an error in words where the disk is full, else the error itself. */
export function toLogError(thrown: unknown): Error {
  const text = String((thrown as Error | undefined)?.message);
  if (/disk is full|no space left|quota exceeded|disk I\/O error/i.test(text)) {
    return new EnsembleError(
      'no-space',
      'The disk of the session server is full: free some space; what you type is kept until then.',
    );
  }
  return thrown as Error;
}

/** A batch that the tail has, with its stamps. */
export interface Stamped {
  session: string;
  term: number;
  at: number;
  entries: Entry[];
  usedUp: UsedUp[];
  /** Seqs of those of `latest` kinds that are kept behind their successors. */
  recorded: readonly number[];
}

/** Position from which a session goes on. */
export interface Standing {
  term: number;
  head: number;
  lastAt: number;
  lastN: Map<string, number>;
}

/** Sessions in SQLite: everything about them that is read again. */
export class SqliteStore {
  readonly #database: DatabaseSync;
  readonly #sql: Statements;
  readonly checkpoints: SqliteCheckpoints;
  readonly removals: SqliteRemovals;
  readonly segments: SqliteSegments;

  /** Takes an open database, which it brings to the newest schema and closes at the end. */
  constructor(database: DatabaseSync) {
    this.#database = database;
    migrate(database);
    this.#sql = statementsOf(database);
    this.segments = new SqliteSegments(this.#sql);
    this.checkpoints = new SqliteCheckpoints(this.#sql);
    this.removals = new SqliteRemovals(this.#sql, this.segments, this.checkpoints);
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

  /**
   * Takes batches over from the tail; entries that it has already stay as they are. Unless `durably`, the disk may get
   * them later, in order: the tail still has them.
   */
  take(batches: readonly Stamped[], durably: boolean): void {
    if (!durably) this.#sql('PRAGMA synchronous = NORMAL').run();
    try {
      this.#transaction(() => {
        for (const [session, some] of Map.groupBy(batches, (batch) => batch.session)) this.#takeOf(session, some);
      });
    } finally {
      if (!durably) this.#sql('PRAGMA synchronous = FULL').run();
    }
  }

  #takeOf(session: string, batches: readonly Stamped[]): void {
    const before = this.#position(session);
    const lastN = new Map<string, number>();
    const reach = (by: string, n: number) => lastN.set(by, Math.max(n, lastN.get(by) ?? 0));
    let { term, head, lastAt } = before;
    for (const batch of batches) {
      for (const entry of batch.entries) {
        if (entry.seq <= before.head) continue;
        this.#insert(session, entry, batch.recorded.includes(entry.seq));
        head = entry.seq;
        if (entry.n > 0) reach(entry.by, entry.n);
      }
      for (const { by, n } of batch.usedUp) reach(by, n);
      term = Math.max(term, batch.term);
      lastAt = Math.max(lastAt, batch.at);
    }
    // Reading the numbers of all replicas that were ever there would cost as much as the session is old.
    if (lastN.size > 0)
      this.#sql(
        `INSERT INTO replicas SELECT ?, value ->> 0, value ->> 1 FROM json_each(?) WHERE true
         ON CONFLICT (session, id) DO UPDATE SET last_n = max(last_n, excluded.last_n)`,
      ).run(session, JSON.stringify([...lastN]));
    this.#sql('INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?)').run(session, term, head, lastAt);
  }

  #insert(session: string, e: Entry, isRecorded: boolean): void {
    const latest = lookUp(e.kind)?.keep === 'latest';
    for (const kind of voidedBy(e.kind))
      this.#sql('DELETE FROM latest WHERE session = ? AND kind = ? AND seq < ?').run(session, kind, e.seq);
    this.#dropOfReplica(session, e.seq, forgottenBy(e));
    const text = latest
      ? 'INSERT OR REPLACE INTO latest VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'
      : 'INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';
    const ref = latest ? (e.ref ?? '') : e.ref;
    const key = latest ? [keyOf(e)] : [];
    if (isOfAnyHost(e.kind)) this.#dropOfHosts(session, e, key[0]!);
    const row = [session, e.seq, e.at, e.by, e.n, e.ageMs, e.kind, e.v, ref, e.to, e.body, e.blob] as const;
    this.#sql(text).run(...row, ...key);
    if (isRecorded) this.#sql('INSERT INTO recorded VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(...row);
  }

  /** Drops what a replica has said of itself until it was forgotten. */
  #dropOfReplica(session: string, seq: number, replica: string | null): void {
    if (replica === null) return;
    for (const kind of kindsOfAReplica)
      this.#sql('DELETE FROM latest WHERE session = ? AND by = ? AND kind = ? AND seq < ?').run(
        session,
        replica,
        kind,
        seq,
      );
  }

  /** Drops what replicas of hosts before have said last in the place of a newer entry. */
  #dropOfHosts(session: string, { kind, ref, seq }: Entry, key: string): void {
    // Said twice, the key is one that the index on keys has.
    const withKey = key === '' ? `key = ''` : `key = ? AND key <> ''`;
    this.#sql(`DELETE FROM latest WHERE session = ? AND kind = ? AND ref = ? AND ${withKey} AND seq < ?`).run(
      session,
      kind,
      ref ?? '',
      ...(key === '' ? [] : [key]),
      seq,
    );
  }

  #position(session: string): Omit<Standing, 'lastN'> {
    const row = this.#sql('SELECT term, head, last_at FROM sessions WHERE id = ?').get(session) as
      | { term: number; head: number; last_at: number }
      | undefined;
    return { term: row?.term ?? 0, head: row?.head ?? 0, lastAt: row?.last_at ?? 0 };
  }

  /** Position of a session; zeros where nothing of it was taken. */
  standing(session: string): Standing {
    const rows = this.#sql('SELECT id, last_n FROM replicas WHERE session = ?').all(session);
    const lastN = new Map((rows as unknown as { id: string; last_n: number }[]).map((each) => [each.id, each.last_n]));
    return { ...this.#position(session), lastN };
  }

  /** Stamp of a replica's n; zeros where it was used up, or has been replaced since. */
  stamp(session: string, by: string, n: number): Stamp {
    const row = this.#sql('SELECT seq, at FROM entries WHERE session = ? AND by = ? AND n = ?').get(session, by, n);
    return (row as Stamp | undefined) ?? { seq: 0, at: 0 };
  }

  sessions(): string[] {
    return (this.#sql('SELECT id FROM sessions ORDER BY id').all() as { id: string }[]).map(({ id }) => id);
  }

  claim(session: string): number {
    const row = this.#transaction(() =>
      this.#sql(
        `INSERT INTO sessions VALUES (?, 1, 0, 0) ON CONFLICT (id) DO UPDATE SET term = term + 1 RETURNING term`,
      ).get(session),
    );
    return (row as { term: number }).term;
  }

  read(session: string, after: number, upTo: number, limit: number): Entry[] {
    return this.#merged(session, null, after, upTo, limit, false);
  }

  readRef(session: string, ref: string, after: number, upTo: number, limit: number): Entry[] {
    return this.#merged(session, ref, after, upTo, limit, false);
  }

  readRecorded(session: string, ref: string | null, after: number, upTo: number, limit: number): Entry[] {
    return this.#merged(session, ref, after, upTo, limit, true);
  }

  /** Reads packed entries and others together, in their order; `withRecorded`: all that were kept for recordings. */
  #merged(
    session: string,
    ref: string | null,
    after: number,
    upTo: number,
    limit: number,
    withRecorded: boolean,
  ): Entry[] {
    const rows = this.#rows(session, ref, after, upTo, limit, withRecorded);
    const packed = this.segments.read(session, ref, after, upTo, limit, withRecorded);
    if (packed.length === 0) return rows;
    const bySeq = new Map([...packed, ...rows].map((entry) => [entry.seq, entry]));
    return [...bySeq.values()].sort((a, b) => a.seq - b.seq).slice(0, limit);
  }

  #rows(
    session: string,
    ref: string | null,
    after: number,
    upTo: number,
    limit: number,
    withRecorded: boolean,
  ): Entry[] {
    const range = `WHERE session = ? AND seq > ? AND seq <= ? ${ref === null ? '' : 'AND ref = ?'}`;
    const from = (table: string) => `SELECT * FROM (SELECT ${columns} FROM ${table} ${range} ORDER BY seq LIMIT ?)`;
    const bound = ref === null ? [session, after, upTo, limit] : [session, after, upTo, ref, limit];
    // One that is also the newest stands in two tables: a union of both has it once.
    const newest = withRecorded ? `SELECT * FROM (${from('latest')} UNION ${from('recorded')})` : from('latest');
    const all = [...bound, ...bound, ...(withRecorded ? bound : []), limit];
    const rows = this.#sql(`${from('entries')} UNION ALL ${newest} ORDER BY seq LIMIT ?`).all(...all);
    return (rows as unknown as Row[]).map(toEntry);
  }

  /** Packs what is behind the last segment up to another, in one transaction. */
  pack(session: string, segment: Segment): void {
    this.#transaction(() => {
      const after = this.segments.packedUpTo(session);
      if (segment.last <= after) return;
      const range = `WHERE session = ? AND seq > ? AND seq <= ? AND NOT (kind >= 'recording.' AND kind < 'recording/')`;
      const rows = ['entries', 'recorded'].flatMap(
        (table) =>
          this.#sql(`DELETE FROM ${table} ${range} RETURNING ${columns}`).all(session, after, segment.last) as never[],
      ) as unknown as Row[];
      const entries = rows.map(toEntry).sort((a, b) => a.seq - b.seq);
      this.segments.add(session, entries, segment);
    });
  }

  recordings(session: string): Entry[] {
    const rows = this.#sql(
      `SELECT ${columns} FROM entries WHERE session = ? AND kind >= 'recording.' AND kind < 'recording/' ORDER BY seq`,
    ).all(session);
    return (rows as unknown as Row[]).map(toEntry);
  }

  putCheckpoint(session: string, ref: string, { seq, bytes }: Checkpoint): void {
    this.#transaction(() =>
      this.#sql('INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?)').run(session, ref, seq, bytes),
    );
  }

  checkpoint(session: string, ref: string): Checkpoint | null {
    const row = this.#sql('SELECT seq, bytes FROM checkpoints WHERE session = ? AND ref = ?').get(session, ref);
    return (row as unknown as Checkpoint | undefined) ?? null;
  }

  checkpointed(session: string): Map<string, number> {
    const rows = this.#sql('SELECT ref, seq FROM checkpoints WHERE session = ?').all(session);
    return new Map((rows as unknown as { ref: string; seq: number }[]).map(({ ref, seq }) => [ref, seq]));
  }

  trim(session: string, kind: string, ref: string, upTo: number): void {
    this.#transaction(() => this.removals.trim(session, kind, ref, upTo));
  }

  bury(session: string, burial: Burial, redact: Redact = () => null): void {
    this.#transaction(() => this.removals.bury(session, burial, redact));
  }

  condense(session: string, stretch: Condensed): void {
    this.#transaction(() => this.removals.condense(session, stretch));
  }

  excise(session: string, excision: Excision, reindex: Reindex): void {
    this.#transaction(() => this.removals.excise(session, excision, reindex));
  }

  blank(session: string, blanking: Blanking): void {
    this.#transaction(() => this.removals.blank(session, blanking));
  }

  cuts(session: string): CutOut[] {
    return this.removals.cuts(session);
  }

  bringCuts(session: string, cuts: readonly CutOut[]): void {
    this.#transaction(() => this.removals.addCuts(session, cuts));
  }

  drop(session: string): void {
    this.#transaction(() => this.removals.dropAll(session));
  }

  usage(session: string): LogUsage {
    const sum = (what: string, table: string) =>
      this.#sql(`SELECT coalesce(sum(${what}), 0) AS bytes FROM ${table} WHERE session = ?`).get(session)!
        .bytes as number;
    const [oldest] = this.read(session, 0, Number.MAX_SAFE_INTEGER, 1);
    return {
      historyBytes:
        sum('length(body)', 'entries') +
        sum('length(body)', 'recorded') +
        sum('length(bytes) + length("index")', 'segments'),
      checkpointBytes:
        sum('length(bytes)', 'checkpoints') +
        sum('length(bytes)', 'kept_checkpoints') +
        sum('coalesce(length(state), 0)', 'segments'),
      oldestMs: oldest?.at ?? null,
    };
  }

  /** Begins the write-ahead log anew: it has pages from before. */
  scrub(): void {
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    growWriteAheadLog(this.#database);
  }

  latestOf(session: string, ref: string, upTo: number): Entry[] {
    const rows = this.#sql(`SELECT ${columns} FROM latest WHERE session = ? AND ref = ? AND seq <= ? ORDER BY seq`).all(
      session,
      ref,
      upTo,
    );
    return (rows as unknown as Row[]).map(toEntry);
  }

  naming(session: string, blob: string): Naming[] {
    const rows = this.#sql(
      `SELECT by, kind, ref, recipient FROM entries WHERE session = ? AND blob = ? AND blob IS NOT NULL
       UNION SELECT by, kind, nullif(ref, ''), recipient FROM latest WHERE session = ? AND blob = ? AND blob IS NOT NULL
       UNION SELECT by, kind, nullif(ref, ''), recipient FROM recorded WHERE session = ? AND blob = ? AND blob IS NOT NULL`,
    ).all(session, blob, session, blob, session, blob);
    const unpacked = (rows as unknown as Pick<Row, 'by' | 'kind' | 'ref' | 'recipient'>[]).map(
      ({ by, kind, ref, recipient }) => ({ by, kind, ref, to: recipient }),
    );
    const all = [...unpacked, ...this.segments.naming(session, blob)];
    return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
  }

  blobs(session: string): Set<string> {
    const rows = this.#sql(
      `SELECT blob FROM entries WHERE session = ? AND blob IS NOT NULL
       UNION SELECT blob FROM latest WHERE session = ? AND blob IS NOT NULL
       UNION SELECT blob FROM recorded WHERE session = ? AND blob IS NOT NULL`,
    ).all(session, session, session);
    return new Set([...(rows as { blob: string }[]).map(({ blob }) => blob), ...this.segments.blobs(session)]);
  }

  close(): void {
    this.#database.close();
  }
}
