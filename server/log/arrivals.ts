import type { DatabaseSync } from 'node:sqlite';

/** Sessions that are being copied here from another server: nobody may open them before they are whole. */
export class Arrivals {
  readonly #database: DatabaseSync;

  /** Takes a database that the log has already brought to the newest schema. */
  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  has(session: string): boolean {
    return this.#database.prepare('SELECT 1 FROM arriving WHERE session = ?').get(session) !== undefined;
  }

  /** Number of removals (`Log.removals`) that the log had from which a session was copied; null where none was. */
  removals(session: string): number | null {
    const row = this.#database.prepare('SELECT removals FROM copied WHERE session = ?').get(session);
    return (row as { removals: number } | undefined)?.removals ?? null;
  }

  noteRemovals(session: string, removals: number): void {
    this.#database.prepare('INSERT OR REPLACE INTO copied VALUES (?, ?)').run(session, removals);
  }

  begin(session: string): void {
    this.#database.prepare('INSERT OR IGNORE INTO arriving VALUES (?)').run(session);
  }

  end(session: string): void {
    this.#database.prepare('DELETE FROM arriving WHERE session = ?').run(session);
  }
}
