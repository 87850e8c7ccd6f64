import type { DatabaseSync } from 'node:sqlite';
import { type Role, roles } from '../../src/shared/core/rights.ts';
import { type AccessStore, type Invite, type InviteTerms, isValid, linkInvite, mostAsked } from './access.ts';

export interface AccessRecords {
  tickets: { hash: string; person: string }[];
  invites: Invite[];
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

  invite(session: string, inviteHash: string, nowMs: number): InviteTerms | null {
    const invite = this.invites(session).find(({ hash }) => hash === inviteHash);
    return invite && isValid(invite, nowMs) ? invite : null;
  }

  takeInvite(session: string, inviteHash: string): boolean {
    const { changes } = this.#database
      .prepare('UPDATE invites SET used = used + 1 WHERE session = ? AND hash = ? AND NOT (once = 1 AND used > 0)')
      .run(session, inviteHash);
    return changes > 0;
  }

  setInvite(session: string, inviteHash: string, role: Role, expiresMs: number): void {
    this.#database.prepare('DELETE FROM invites WHERE session = ? AND is_link = 1').run(session);
    this.addInvite(session, linkInvite(inviteHash, role, expiresMs));
  }

  addInvite(session: string, { hash, role, expiresMs, once, used, isLink, agentOf }: Invite): void {
    this.#database
      .prepare(
        `INSERT OR REPLACE INTO invites (session, hash, role, expires_ms, once, used, is_link, agent_of, place)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(place), 0) + 1 FROM invites WHERE session = ?))`,
      )
      .run(session, hash, role, expiresMs, Number(once), used, Number(isLink), agentOf, session);
  }

  invites(session: string): Invite[] {
    const rows = this.#database
      .prepare(
        `SELECT hash, role, expires_ms AS expiresMs, once, used, is_link AS isLink, agent_of AS agentOf FROM invites WHERE session = ?
         ORDER BY is_link DESC, place`,
      )
      .all(session) as unknown as InviteRow[];
    return rows.flatMap(({ role, once, isLink, ...row }) => {
      const known = roles.find((each) => each === role);
      return known ? [{ ...row, role: known, once: once === 1, isLink: isLink === 1 }] : [];
    });
  }

  /** Records with which another server can let the same people in. */
  all(session: string): AccessRecords {
    const tickets = this.#database.prepare('SELECT hash, person FROM tickets WHERE session = ?').all(session);
    return { tickets: tickets as unknown as AccessRecords['tickets'], invites: this.invites(session) };
  }

  revokeInvite(session: string, inviteHash: string): void {
    this.#database.prepare('DELETE FROM invites WHERE session = ? AND hash = ?').run(session, inviteHash);
  }

  revokeInvites(session: string): void {
    this.#database.prepare('DELETE FROM invites WHERE session = ?').run(session);
  }

  noteAsked(session: string, person: string, inviteHash: string): void {
    if (this.askedWith(session, person) === inviteHash) return;
    const next = '(SELECT coalesce(max(place), 0) + 1 FROM asked WHERE session = ?)';
    this.#database
      .prepare(`INSERT OR REPLACE INTO asked (session, person, hash, place) VALUES (?, ?, ?, ${next})`)
      .run(session, person, inviteHash, session);
    this.#database
      .prepare(
        `DELETE FROM asked WHERE session = ? AND place <=
           (SELECT place FROM asked WHERE session = ? ORDER BY place DESC LIMIT 1 OFFSET ${mostAsked})`,
      )
      .run(session, session);
  }

  askedWith(session: string, person: string): string | null {
    const row = this.#database.prepare('SELECT hash FROM asked WHERE session = ? AND person = ?').get(session, person);
    return (row as { hash: string } | undefined)?.hash ?? null;
  }

  forgetAsked(session: string, person: string): void {
    this.#database.prepare('DELETE FROM asked WHERE session = ? AND person = ?').run(session, person);
  }
}

interface InviteRow {
  hash: string;
  role: string;
  expiresMs: number;
  once: number;
  used: number;
  isLink: number;
  agentOf: string | null;
}
