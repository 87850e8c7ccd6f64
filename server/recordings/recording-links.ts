import type { DatabaseSync } from 'node:sqlite';

/** A link by which one recording can be watched until a time. Only the hash of its secret is kept. */
export interface RecordingLink {
  hash: string;
  recording: string;
  createdMs: number;
  expiresMs: number;
}

const columns = 'hash, recording, created_ms AS createdMs, expires_ms AS expiresMs';

/** Links to recordings, in the log's own database. */
export class RecordingLinks {
  readonly #database: DatabaseSync;

  /** Takes a database that the log has already brought to the newest schema. */
  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  add(session: string, { hash, recording, createdMs, expiresMs }: RecordingLink): void {
    this.#database
      .prepare('INSERT INTO recording_links VALUES (?, ?, ?, ?, ?)')
      .run(session, hash, recording, createdMs, expiresMs);
  }

  /** Finds a link by the hash of its secret; null for one that was revoked, has expired, or never was. */
  find(session: string, hash: string, nowMs: number): RecordingLink | null {
    const row = this.#database
      .prepare(`SELECT ${columns} FROM recording_links WHERE session = ? AND hash = ? AND expires_ms > ?`)
      .get(session, hash, nowMs);
    return (row as unknown as RecordingLink | undefined) ?? null;
  }

  /** Lists the links of a session that hold, the newest first; those that have expired are forgotten. */
  list(session: string, nowMs: number): RecordingLink[] {
    this.#database.prepare('DELETE FROM recording_links WHERE session = ? AND expires_ms <= ?').run(session, nowMs);
    const rows = this.#database
      .prepare(`SELECT ${columns} FROM recording_links WHERE session = ? ORDER BY created_ms DESC, hash`)
      .all(session);
    return rows.map((row) => ({ ...row })) as unknown as RecordingLink[];
  }

  /** Takes back a link. Returns false where there is none. */
  revoke(session: string, hash: string): boolean {
    const done = this.#database
      .prepare('DELETE FROM recording_links WHERE session = ? AND hash = ?')
      .run(session, hash);
    return done.changes > 0;
  }

  /** Takes back all links to a recording. */
  revokeAll(session: string, recording: string): void {
    this.#database.prepare('DELETE FROM recording_links WHERE session = ? AND recording = ?').run(session, recording);
  }
}
