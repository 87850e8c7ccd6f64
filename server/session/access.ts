import type { Role } from '../../src/shared/core/rights.ts';

/** The server's private memory of who may come back: never part of the log, which everyone reads. Only hashes are kept. */
export interface AccessStore {
  /** The person behind a ticket's hash, or null. */
  person(session: string, ticketHash: string): string | null;
  remember(session: string, ticketHash: string, person: string): void;
  /** The role that an invite gives, or null when there is none such or it has expired. */
  invite(session: string, inviteHash: string, nowMs: number): Role | null;
  /** Puts one invite in the place of all others of the session. */
  setInvite(session: string, inviteHash: string, role: Role, expiresMs: number): void;
  revokeInvites(session: string): void;
}

/** Kept in memory, for simulations and tests. */
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
