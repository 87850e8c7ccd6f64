import type { DatabaseSync } from 'node:sqlite';
import type { SessionClient } from '../../client/session-client.ts';
import type { Handlers } from '../../shared/session/contract.ts';
import { decodeBody } from '../../shared/session/table.ts';

/** Most saves of one document that are told; older ones are in the recording. */
const mostTold = 200;

/** Saves in the log, by document: their authors and times. */
export class SaveLog {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync, client: Pick<SessionClient, 'events'>) {
    this.#database = database;
    database.exec(
      'CREATE TABLE IF NOT EXISTS saves (ref TEXT, seq INTEGER, at INTEGER NOT NULL, person TEXT NOT NULL, PRIMARY KEY (ref, seq)) STRICT, WITHOUT ROWID;',
    );
    client.events.on('entry', ({ kind, ref, seq, at, body }) => {
      if (kind !== 'doc.saved' || ref === null) return;
      const { person } = decodeBody(kind, body);
      // A save without a person is a document's beginning, or a change on the disk.
      if (person !== undefined)
        database.prepare('INSERT OR IGNORE INTO saves VALUES (?, ?, ?, ?)').run(ref, seq, at, person);
    });
  }

  /** Makes the handler, which gives the newest first. */
  handlers(): Handlers<'documents.saves'> {
    return {
      'documents.saves': async ({ ref }) => {
        const rows = this.#database
          .prepare('SELECT at, person FROM saves WHERE ref = ? ORDER BY seq DESC LIMIT ?')
          .all(ref, mostTold) as { at: number; person: string }[];
        return { saves: rows.map(({ at, person }) => ({ atMs: at, person })) };
      },
    };
  }
}
