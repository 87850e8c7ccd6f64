import { append } from '../../src/shared/core/append.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { lookUp } from '../../src/shared/session/table.ts';
import type { ListedSegment, Naming, Redact, Segment } from './log.ts';
import { hashOfSegment, packSegment, UnpackedSegment } from './segment.ts';
import type { Statements } from './sqlite-statements.ts';

/** Segments that are kept unpacked (LRU). */
const mostUnpacked = 24;

interface Row {
  last: number;
  hash: string;
  bytes: Uint8Array;
}

/** A segment whose entries have left the log. */
const none = new UnpackedSegment(packSegment([]));

/** Entries about a ref, or about none, in (after, upTo], of some kinds or of all. */
interface OfRef {
  ref: string | null;
  after?: number;
  upTo: number;
  kinds?: readonly string[];
}

const isOf = ({ ref, after = 0, upTo, kinds }: OfRef, entry: Entry) =>
  entry.ref === ref && entry.seq > after && entry.seq <= upTo && (kinds?.includes(entry.kind) ?? true);

const seqsOf = (entries: readonly Entry[]): ReadonlySet<number> => new Set(entries.map(({ seq }) => seq));

/** Says whether an entry is one of which a live log has only the newest. */
const isLatest = ({ kind }: Entry) => lookUp(kind)?.keep === 'latest';

/** Packed stretches of sessions in SQLite: the oldest entries of each, in segments by the seq of their last entry. */
export class SqliteSegments {
  readonly #sql: Statements;
  readonly #unpacked = new Map<string, UnpackedSegment>();

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** Adds a segment; the caller has taken its entries out of their table, in the same transaction. */
  add(session: string, entries: readonly Entry[], { last, index, state }: Segment): void {
    this.#sql('INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?)').run(session, last, '', new Uint8Array(0), index, state);
    // One without bytes stands for entries that have left the log; one that lost its last has the bytes of none.
    this.#write(session, last, entries, entries.length === 0 ? new Uint8Array(0) : undefined);
  }

  #write(session: string, last: number, entries: readonly Entry[], bytes = packSegment(entries)): void {
    this.#unpacked.delete(`${session} ${last}`);
    this.#sql('UPDATE segments SET hash = ?, bytes = ? WHERE session = ? AND last = ?').run(
      hashOfSegment(bytes),
      bytes,
      session,
      last,
    );
    this.#sql('DELETE FROM segment_refs WHERE session = ? AND last = ?').run(session, last);
    this.#sql('DELETE FROM segment_blobs WHERE session = ? AND last = ?').run(session, last);
    for (const ref of new Set(entries.flatMap((entry) => entry.ref ?? [])))
      this.#sql('INSERT INTO segment_refs VALUES (?, ?, ?)').run(session, ref, last);
    for (const { blob, by, kind, ref, to } of entries)
      if (blob !== null)
        this.#sql('INSERT INTO segment_blobs VALUES (?, ?, ?, ?, ?, ?, ?)').run(session, last, blob, by, kind, ref, to);
  }

  /** Seq up to which a session is packed; 0 for none. */
  packedUpTo(session: string): number {
    const row = this.#sql('SELECT max(last) AS last FROM segments WHERE session = ?').get(session);
    return (row as { last: number | null }).last ?? 0;
  }

  /** Lists the indexes of a session's segments, in their order. */
  list(session: string): ListedSegment[] {
    const rows = this.#sql(
      'SELECT last, "index", length(bytes) = 0 AND state IS NOT NULL AS isEmpty FROM segments WHERE session = ? ORDER BY last',
    ).all(session) as unknown as (Omit<ListedSegment, 'isEmpty'> & { isEmpty: number })[];
    return rows.map(({ last, index, isEmpty }) => ({ last, index, isEmpty: isEmpty === 1 }));
  }

  /** Finds the newest state that is kept from the end of a segment, up to a seq. */
  stateBefore(session: string, upTo: number): { seq: number; bytes: Uint8Array } | null {
    const row = this.#sql(
      'SELECT last AS seq, state AS bytes FROM segments WHERE session = ? AND last <= ? AND state IS NOT NULL ORDER BY last DESC LIMIT 1',
    ).get(session, upTo);
    return (row as { seq: number; bytes: Uint8Array } | undefined) ?? null;
  }

  /** Drops the states that are kept from the ends of segments up to a seq; those of condensed entries are redacted. */
  dropStates(session: string, upTo: number, redact: Redact): void {
    const ofMany = this.#sql('SELECT last, state FROM segments WHERE session = ? AND length(bytes) = 0 AND last <= ?');
    for (const { last, state } of ofMany.all(session, upTo) as { last: number; state: Uint8Array | null }[])
      this.#sql('UPDATE segments SET state = ? WHERE session = ? AND last = ?').run(
        state && redact(state),
        session,
        last,
      );
    this.#sql('UPDATE segments SET state = NULL WHERE session = ? AND last <= ? AND length(bytes) > 0').run(
      session,
      upTo,
    );
  }

  /** Makes the states anew that are kept from the ends of segments behind a seq. */
  redactStates(session: string, after: number, redact: Redact): void {
    const kept = this.#sql('SELECT last, state FROM segments WHERE session = ? AND last > ? AND state IS NOT NULL');
    for (const { last, state } of kept.all(session, after) as { last: number; state: Uint8Array }[])
      this.#sql('UPDATE segments SET state = ? WHERE session = ? AND last = ?').run(redact(state), session, last);
  }

  /** Says whether entries from behind a seq have left the log. */
  isCondensedAfter(session: string, seq: number): boolean {
    const found = this.#sql(
      'SELECT 1 FROM segments WHERE session = ? AND length(bytes) = 0 AND state IS NOT NULL AND last >= ? LIMIT 1',
    );
    return found.get(session, seq) !== undefined;
  }

  /** Drops the segments that end in (after, upTo]. */
  drop(session: string, after: number, upTo: number): void {
    for (const table of ['segment_refs', 'segment_blobs', 'segments'])
      this.#sql(`DELETE FROM ${table} WHERE session = ? AND last > ? AND last <= ?`).run(session, after, upTo);
    for (const key of [...this.#unpacked.keys()]) if (key.startsWith(`${session} `)) this.#unpacked.delete(key);
  }

  /**
   * Reads packed entries in (after, upTo], of a ref where one is given; `withLatest`: also those of which a live log
   * has the newest.
   */
  read(session: string, ref: string | null, after: number, upTo: number, limit: number, withLatest: boolean): Entry[] {
    const found: Entry[] = [];
    for (const row of this.#rowsWith(session, ref, after)) {
      for (const entry of this.#unpackedOf(session, row).entries(ref)) {
        if (entry.seq <= after || (!withLatest && isLatest(entry))) continue;
        if (entry.seq > upTo || found.length >= limit) return found;
        found.push(entry);
      }
    }
    return found;
  }

  *#rowsWith(session: string, ref: string | null, after: number): Generator<Row> {
    const next =
      ref === null
        ? this.#sql('SELECT last, hash, bytes FROM segments WHERE session = ? AND last > ? ORDER BY last LIMIT 1')
        : this.#sql(
            `SELECT segments.last, hash, bytes FROM segment_refs JOIN segments USING (session, last)
             WHERE session = ? AND ref = ? AND segments.last > ? ORDER BY segments.last LIMIT 1`,
          );
    for (let last = after; ; ) {
      const row = (ref === null ? next.get(session, last) : next.get(session, ref, last)) as Row | undefined;
      if (!row) return;
      yield row;
      last = row.last;
    }
  }

  #unpackedOf(session: string, { last, hash, bytes }: Row): UnpackedSegment {
    const key = `${session} ${last}`;
    if (bytes.length === 0) return none;
    const known = this.#unpacked.get(key);
    if (known === undefined && hashOfSegment(bytes) !== hash)
      throw new EnsembleError('internal', `A part of the session’s history is damaged on the disk (up to ${last}).`);
    const segment = known ?? new UnpackedSegment(bytes);
    this.#unpacked.delete(key);
    this.#unpacked.set(key, segment);
    if (this.#unpacked.size > mostUnpacked) this.#unpacked.delete(this.#unpacked.keys().next().value!);
    return segment;
  }

  /**
   * Writes the segments anew that have any of a ref's entries, or the one with a seq: each such entry is replaced by
   * what `change` makes of it, or left out. Gives the entries as they were.
   */
  rewrite(
    session: string,
    where: OfRef | { seq: number },
    change: (entry: Entry) => Entry | null,
    reindex?: (index: Uint8Array, gone: ReadonlySet<number>) => Uint8Array,
  ): Entry[] {
    const goes = (entry: Entry) => ('seq' in where ? entry.seq === where.seq : isOf(where, entry));
    const { ref, after = 0, upTo } = 'seq' in where ? { ref: null, after: where.seq - 1, upTo: where.seq } : where;
    const rows: Row[] = [];
    for (const row of this.#rowsWith(session, ref, after)) {
      rows.push(row);
      if (row.last >= upTo) break;
    }
    const gone: Entry[] = [];
    for (const row of rows) {
      const entries = [...this.#unpackedOf(session, row).entries()];
      if (!entries.some(goes)) continue;
      append(gone, entries.filter(goes));
      this.#write(
        session,
        row.last,
        entries.flatMap((entry) => (goes(entry) ? (change(entry) ?? []) : [entry])),
      );
      if (reindex) this.#reindex(session, row.last, (index) => reindex(index, seqsOf(entries.filter(goes))));
    }
    return gone;
  }

  #reindex(session: string, last: number, change: (index: Uint8Array) => Uint8Array): void {
    const row = this.#sql('SELECT "index" FROM segments WHERE session = ? AND last = ?').get(session, last);
    const { index } = row as { index: Uint8Array };
    this.#sql('UPDATE segments SET "index" = ? WHERE session = ? AND last = ?').run(change(index), session, last);
  }

  naming(session: string, blob: string): Naming[] {
    const rows = this.#sql(
      'SELECT DISTINCT by, kind, ref, recipient AS "to" FROM segment_blobs WHERE session = ? AND blob = ?',
    ).all(session, blob);
    return rows.map((row) => ({ ...row })) as unknown as Naming[];
  }

  blobs(session: string): string[] {
    const rows = this.#sql('SELECT DISTINCT blob FROM segment_blobs WHERE session = ?').all(session);
    return (rows as { blob: string }[]).map(({ blob }) => blob);
  }
}
