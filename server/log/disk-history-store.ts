import type { DatabaseSync } from 'node:sqlite';

/** Versions of a document's file that are kept: the first, and this many of the newest. */
const newestKept = 8;

/**
 * Texts that hosts had on their disks, document by document, as they noted them. Opaque here, each a whole record of a
 * host's journal. The next host compares its own files with them.
 */
export class DiskHistoryStore {
  readonly #database: DatabaseSync;

  /** Takes a database that the log has already brought to the newest schema. */
  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Adds a base. */
  put(session: string, ref: string, bytes: Uint8Array): void {
    this.#database
      .prepare(
        `INSERT INTO bases SELECT ?1, ?2, coalesce(max(number), 0) + 1, ?3 FROM bases WHERE session = ?1 AND ref = ?2`,
      )
      .run(session, ref, bytes);
    this.#database
      .prepare(
        `DELETE FROM bases WHERE session = ?1 AND ref = ?2 AND number > 1
         AND number <= (SELECT max(number) FROM bases WHERE session = ?1 AND ref = ?2) - ?3`,
      )
      .run(session, ref, newestKept);
  }

  /** Forgets all but the newest of each document, and all of documents that are none of these. */
  forgetEarlier(session: string, documents: ReadonlySet<string>): void {
    this.#database
      .prepare(
        `DELETE FROM bases WHERE session = ?1
         AND number < (SELECT max(number) FROM bases AS other WHERE other.session = ?1 AND other.ref = bases.ref)`,
      )
      .run(session);
    const refs = this.#database.prepare('SELECT ref FROM bases WHERE session = ?').all(session) as { ref: string }[];
    const forget = this.#database.prepare('DELETE FROM bases WHERE session = ? AND ref = ?');
    for (const { ref } of refs) if (!documents.has(ref)) forget.run(session, ref);
  }

  /** Lists the bases of a document, the newest first. */
  all(session: string, ref: string): Uint8Array[] {
    const rows = this.#database
      .prepare('SELECT bytes FROM bases WHERE session = ? AND ref = ? ORDER BY number DESC')
      .all(session, ref);
    return (rows as { bytes: Uint8Array }[]).map(({ bytes }) => bytes);
  }
}
