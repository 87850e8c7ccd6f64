import type { Role } from '../../src/shared/core/rights.ts';

/**
 * The server's private record of tickets and invites: never part of the log, which everyone reads. Only hashes are
 * kept.
 */
export interface AccessStore {
  /** Finds the person behind a ticket's hash, or null. */
  person(session: string, ticketHash: string): string | null;
  remember(session: string, ticketHash: string, person: string): void;
  /** Finds the role that an invite gives; null when there is no such invite or it has expired. */
  invite(session: string, inviteHash: string, nowMs: number): Role | null;
  /** Replaces all invites of the session by one. */
  setInvite(session: string, inviteHash: string, role: Role, expiresMs: number): void;
  revokeInvites(session: string): void;
}

/** Tickets and invites in memory, for simulations and tests. */
export class MemoryAccessStore implements AccessStore {
  readonly #tickets = new Map<string, string>();
  readonly #invites = new Map<string, { hash: string; role: Role; expiresMs: number }>();

  person(session: string, ticketHash: string): string | null {
    return this.#tickets.get(`${session} ${ticketHash}`) ?? null;
  }

  remember(session: string, ticketHash: string, person: string): void {
    this.#tickets.set(`${session} ${ticketHash}`, person);
  }

  invite(session: string, inviteHash: string, nowMs: number): Role | null {
    const invite = this.#invites.get(session);
    return invite?.hash === inviteHash && invite.expiresMs > nowMs ? invite.role : null;
  }

  setInvite(session: string, inviteHash: string, role: Role, expiresMs: number): void {
    this.#invites.set(session, { hash: inviteHash, role, expiresMs });
  }

  revokeInvites(session: string): void {
    this.#invites.delete(session);
  }
}
