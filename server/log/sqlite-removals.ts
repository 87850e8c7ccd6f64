import type { Entry } from '../../src/shared/core/entry.ts';
import { lookUp } from '../../src/shared/session/table.ts';
import type { Blanking, Burial, Condensed, CutOut, Excision, Redact, Reindex } from './log.ts';
import type { SqliteCheckpoints } from './sqlite-checkpoints.ts';
import type { SqliteSegments } from './sqlite-segments.ts';
import type { Statements } from './sqlite-statements.ts';
import { isOneOfAReplica, tombstoneOf } from './tombstone.ts';
import { unitedCuts } from './united-cuts.ts';

/** Removal of entries for good from sessions in SQLite. The caller has begun a transaction. */
export class SqliteRemovals {
  readonly #sql: Statements;
  readonly #segments: SqliteSegments;
  readonly #checkpoints: SqliteCheckpoints;

  constructor(sql: Statements, segments: SqliteSegments, checkpoints: SqliteCheckpoints) {
    this.#sql = sql;
    this.#segments = segments;
    this.#checkpoints = checkpoints;
  }

  /** Drops the entries of one kind and ref up to a seq. */
  trim(session: string, kind: string, ref: string, upTo: number): void {
    this.#sql('DELETE FROM entries WHERE session = ? AND ref = ? AND kind = ? AND seq <= ?').run(
      session,
      ref,
      kind,
      upTo,
    );
    this.#segments.rewrite(session, { ref, upTo, kinds: [kind] }, () => null);
  }

  /** Counts how often something was taken out. */
  count(session: string): number {
    const row = this.#sql('SELECT count FROM removals WHERE session = ?').get(session);
    return (row as { count: number } | undefined)?.count ?? 0;
  }

  #countOne(session: string): void {
    this.#sql('INSERT INTO removals VALUES (?, 1) ON CONFLICT (session) DO UPDATE SET count = count + 1').run(session);
  }

  /** Drops all of a session. */
  dropAll(session: string): void {
    this.#segments.drop(session, 0, Number.MAX_SAFE_INTEGER);
    const tables = ['replicas', 'entries', 'latest', 'recorded', 'checkpoints', 'kept_checkpoints', 'cuts', 'removals'];
    for (const table of tables) this.#sql(`DELETE FROM ${table} WHERE session = ?`).run(session);
    this.#sql('DELETE FROM sessions WHERE id = ?').run(session);
  }

  /** Puts tombstones in the place of entries, and drops everything that was made of them. */
  bury(session: string, burial: Burial, redact: Redact): void {
    this.#countOne(session);
    const goes = 'seq' in burial ? 'session = ? AND seq = ?' : 'session = ? AND ref = ? AND seq <= ?';
    const which = 'seq' in burial ? [session, burial.seq] : [session, burial.ref, burial.upTo];
    const goneRefs = this.#sql(`SELECT DISTINCT ref FROM entries WHERE ${goes}`).all(...which) as {
      ref: string | null;
    }[];
    const { kind, v, body } = tombstoneOf({ seq: 0, at: 0, by: '', n: 0 } as Entry);
    this.#sql(
      `UPDATE entries SET age_ms = 0, kind = ?, v = ?, ref = NULL, recipient = NULL, body = ?, blob = NULL WHERE ${goes}`,
    ).run(kind, v, body, ...which);
    this.#sql(`DELETE FROM recorded WHERE ${goes}`).run(...which);
    const packed = this.#segments.rewrite(session, burial, (entry) =>
      lookUp(entry.kind)?.keep === 'latest' ? null : tombstoneOf(entry),
    );
    this.#dropLatest(session, goes, which);
    const refs = 'seq' in burial ? [...goneRefs, ...packed].map(({ ref }) => ref ?? '') : [burial.ref];
    this.#dropCheckpoints(session, burial, refs);
    // The states that are kept from the ends of segments may name what was buried.
    const upTo = 'seq' in burial ? Number.MAX_SAFE_INTEGER : burial.upTo;
    this.#segments.dropStates(session, upTo, 'seq' in burial ? (state) => state : redact);
    if ('ref' in burial)
      this.#sql(`DELETE FROM checkpoints WHERE session = ? AND ref = '' AND seq <= ?`).run(session, burial.upTo);
  }

  #dropLatest(session: string, goes: string, which: (string | number)[]): void {
    const latest = this.#sql(`DELETE FROM latest WHERE ${goes} RETURNING by, kind, seq`).all(...which);
    for (const gone of latest as { by: string; kind: string; seq: number }[])
      if (isOneOfAReplica(gone.kind))
        this.#sql('DELETE FROM latest WHERE session = ? AND by = ? AND kind = ? AND seq < ?').run(
          session,
          gone.by,
          gone.kind,
          gone.seq,
        );
  }

  #dropCheckpoints(session: string, burial: Burial, refs: readonly string[]): void {
    // A checkpoint that stands for condensed entries cannot be made again; one that counts as nothing is in none.
    if ('seq' in burial && this.#segments.isCondensedAfter(session, burial.seq)) return;
    const first = 'seq' in burial ? burial.seq : 0;
    for (const ref of refs) this.#checkpoints.drop(session, ref, first - 1, Number.MAX_SAFE_INTEGER);
  }

  /** Takes the content of a ref out of a stretch. */
  excise(session: string, excision: Excision, reindex: Reindex): void {
    this.#countOne(session);
    const { ref, after, upTo, kinds, instead } = excision;
    const others = new Map(instead.map((entry) => [entry.seq, entry]));
    const goes = `session = ? AND ref = ? AND seq > ? AND seq <= ? AND kind IN (SELECT value FROM json_each(?))`;
    const which = [session, ref, after, upTo, JSON.stringify(kinds)];
    this.#sql(`DELETE FROM recorded WHERE ${goes}`).run(...which);
    const stay = this.#sql(`SELECT seq FROM entries WHERE ${goes}`).all(...which) as { seq: number }[];
    for (const { seq } of stay) this.#replace(session, seq, others.get(seq));
    this.#segments.rewrite(
      session,
      excision,
      ({ seq }) => others.get(seq) ?? null,
      (index, gone) => reindex(index, gone, instead),
    );
    this.#checkpoints.drop(session, ref, after, upTo);
    this.addCuts(session, [{ ref, after, upTo }]);
  }

  /** Puts others in the place of single entries of a ref, or of none. */
  blank(session: string, { ref, instead, reindex, redact }: Blanking): void {
    this.#countOne(session);
    const others = new Map(instead.map((entry) => [entry.seq, entry]));
    const seqs = [...others.keys()].sort((a, b) => a - b);
    const [after, upTo] = [(seqs[0] ?? 1) - 1, seqs.at(-1) ?? 0];
    for (const { seq, kind, v, ref: otherRef, to, ageMs, body } of instead)
      this.#sql(
        `UPDATE entries SET age_ms = ?, kind = ?, v = ?, ref = ?, recipient = ?, body = ?, blob = NULL
           WHERE session = ? AND ref IS ? AND seq = ?`,
      ).run(ageMs, kind, v, otherRef, to, body, session, ref, seq);
    this.#segments.rewrite(
      session,
      { ref, after, upTo },
      (entry) => others.get(entry.seq) ?? entry,
      (index, found) => reindex(index, new Set([...found].filter((seq) => others.has(seq))), instead),
    );
    this.#segments.redactStates(session, after, redact);
  }

  /** Lists the contents that were cut out. */
  cuts(session: string): CutOut[] {
    const rows = this.#sql('SELECT ref, after, up_to AS "upTo" FROM cuts WHERE session = ?').all(session);
    return rows.map((row) => ({ ...row })) as unknown as CutOut[];
  }

  /** Notes contents that were cut out, together with those that they overlap. */
  addCuts(session: string, cuts: readonly CutOut[]): void {
    if (cuts.length === 0) return;
    const united = unitedCuts([...this.cuts(session), ...cuts]);
    this.#sql('DELETE FROM cuts WHERE session = ?').run(session);
    for (const { ref, after, upTo } of united)
      this.#sql('INSERT INTO cuts VALUES (?, ?, ?, ?)').run(session, ref, after, upTo);
  }

  #replace(session: string, seq: number, entry: Entry | undefined): void {
    if (!entry) return void this.#sql('DELETE FROM entries WHERE session = ? AND seq = ?').run(session, seq);
    const { at, by, n, ageMs, kind, v, ref, body, blob } = entry;
    this.#sql(
      `UPDATE entries SET at = ?, by = ?, n = ?, age_ms = ?, kind = ?, v = ?, ref = ?, recipient = NULL, body = ?,
         blob = ? WHERE session = ? AND seq = ?`,
    ).run(at, by, n, ageMs, kind, v, ref, body, blob, session, seq);
  }

  /** Writes a stretch anew without some of its entries. */
  condense(session: string, { after, upTo, segments, checkpoints, ended, markers }: Condensed): void {
    this.#countOne(session);
    this.#segments.drop(session, after, upTo);
    const rows = `session = ? AND seq > ? AND seq <= ?`;
    const ofRecordings = `kind >= 'recording.' AND kind < 'recording/'`;
    this.#sql(`DELETE FROM entries WHERE ${rows} AND NOT (${ofRecordings})`).run(session, after, upTo);
    for (const seq of markers) this.#sql('DELETE FROM entries WHERE session = ? AND seq = ?').run(session, seq);
    this.#sql(`DELETE FROM recorded WHERE ${rows}`).run(session, after, upTo);
    for (const { entries, ...segment } of segments) this.#segments.add(session, entries, segment);
    for (const ref of ended) this.#checkpoints.drop(session, ref, after, upTo);
    for (const { ref, since, seq, bytes } of checkpoints) {
      this.#checkpoints.drop(session, ref, since, seq);
      this.#checkpoints.keep(session, ref, { seq, bytes });
      this.#sql(
        `INSERT INTO checkpoints VALUES (?, ?, ?, ?) ON CONFLICT (session, ref) DO UPDATE
         SET seq = excluded.seq, bytes = excluded.bytes WHERE seq < excluded.seq`,
      ).run(session, ref, seq, bytes);
    }
  }
}
