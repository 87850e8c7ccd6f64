import type { DatabaseSync } from 'node:sqlite';
import { type Role, roles } from '../../src/shared/core/rights.ts';
import type { AccessStore } from './access.ts';

export interface AccessRecords {
  tickets: { hash: string; person: string }[];
  invites: { hash: string; role: Role; expiresMs: number }[];
}

/** Tickets and invites in the log's own database. */
export class SqliteAccessStore implements AccessStore {
  readonly #database: DatabaseSync;

  /** Takes a database that the log has already brought to the newest schema. */
  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  person(session: string, ticketHash: string): string | null {
    const row = this.#database
      .prepare('SELECT person FROM tickets WHERE session = ? AND hash = ?')
      .get(session, ticketHash);
    return (row as { person: string } | undefined)?.person ?? null;
  }

  remember(session: string, ticketHash: string, person: string): void {
    this.#database.prepare('INSERT OR REPLACE INTO tickets VALUES (?, ?, ?)').run(session, ticketHash, person);
  }

  invite(session: string, inviteHash: string, nowMs: number): Role | null {
    const row = this.#database
      .prepare('SELECT role FROM invites WHERE session = ? AND hash = ? AND expires_ms > ?')
      .get(session, inviteHash, nowMs) as { role: string } | undefined;
    return roles.find((role) => role === row?.role) ?? null;
  }

  setInvite(session: string, inviteHash: string, role: Role, expiresMs: number): void {
    this.revokeInvites(session);
    this.#database.prepare('INSERT INTO invites VALUES (?, ?, ?, ?)').run(session, inviteHash, role, expiresMs);
  }

  /** Records with which another server can let the same people in. */
  all(session: string): AccessRecords {
    const of = (text: string) => this.#database.prepare(text).all(session);
    return {
      tickets: of('SELECT hash, person FROM tickets WHERE session = ?') as AccessRecords['tickets'],
      invites: of(
        'SELECT hash, role, expires_ms AS expiresMs FROM invites WHERE session = ?',
      ) as AccessRecords['invites'],
    };
  }

  revokeInvites(session: string): void {
    this.#database.prepare('DELETE FROM invites WHERE session = ?').run(session);
  }
}
