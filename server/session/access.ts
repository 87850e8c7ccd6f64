import type { Role } from '../../src/shared/core/rights.ts';

/** An invite as it is kept: of its secret only the hash. */
export interface Invite {
  hash: string;
  role: Role;
  expiresMs: number;
  /** True if it lets in one person, whom it is used up by. */
  once: boolean;
  /** Number of people who were let in by it. */
  used: number;
  /** True for the session's link, of which there is one at a time. */
  isLink: boolean;
  /** Person whose agent it lets in; null for people. */
  agentOf: string | null;
}

/** Terms on which an invite lets somebody in. */
export type InviteTerms = Pick<Invite, 'role' | 'agentOf'>;

/**
 * The server's private record of tickets and invites: never part of the log, which everyone reads. Only hashes are
 * kept.
 */
export interface AccessStore {
  /** Finds the person behind a ticket's hash, or null. */
  person(session: string, ticketHash: string): string | null;
  remember(session: string, ticketHash: string, person: string): void;
  /** Finds the terms of an invite; null when there is no such invite, it has expired, or is used up. */
  invite(session: string, inviteHash: string, nowMs: number): InviteTerms | null;
  /** Counts one more person let in by an invite. Returns false, and counts nothing, where it lets in nobody more. */
  takeInvite(session: string, inviteHash: string): boolean;
  /** Replaces the session's link by one; other invites stay. */
  setInvite(session: string, inviteHash: string, role: Role, expiresMs: number): void;
  /** Adds an invite beside the session's link. */
  addInvite(session: string, invite: Invite): void;
  /** Lists the invites of a session, the oldest first. */
  invites(session: string): Invite[];
  revokeInvite(session: string, inviteHash: string): void;
  revokeInvites(session: string): void;
  /** Notes the invite with which a person asks to come in, also for after a restart. */
  noteAsked(session: string, person: string, inviteHash: string): void;
  /** Invite with which a person asks to come in; null where none is noted. */
  askedWith(session: string, person: string): string | null;
  forgetAsked(session: string, person: string): void;
}

/** Most people of a session whose invite is noted; they wait, so there are few. */
export const mostAsked = 1_000;

/** Says whether an invite lets somebody in at a moment. */
export function isValid({ expiresMs, once, used }: Invite, nowMs: number): boolean {
  return expiresMs > nowMs && !(once && used > 0);
}

/** The session's link as an invite that nobody has used. */
export function linkInvite(hash: string, role: Role, expiresMs: number): Invite {
  return { hash, role, expiresMs, once: false, used: 0, isLink: true, agentOf: null };
}

/** Tickets and invites in memory, for simulations and tests. */
export class MemoryAccessStore implements AccessStore {
  readonly #tickets = new Map<string, string>();
  readonly #invites = new Map<string, Invite[]>();
  readonly #asked = new Map<string, Map<string, string>>();

  person(session: string, ticketHash: string): string | null {
    return this.#tickets.get(`${session} ${ticketHash}`) ?? null;
  }

  remember(session: string, ticketHash: string, person: string): void {
    this.#tickets.set(`${session} ${ticketHash}`, person);
  }

  invite(session: string, inviteHash: string, nowMs: number): InviteTerms | null {
    const invite = this.#find(session, inviteHash);
    return invite && isValid(invite, nowMs) ? invite : null;
  }

  takeInvite(session: string, inviteHash: string): boolean {
    const invite = this.#find(session, inviteHash);
    if (!invite || (invite.once && invite.used > 0)) return false;
    invite.used++;
    return true;
  }

  setInvite(session: string, inviteHash: string, role: Role, expiresMs: number): void {
    const others = this.invites(session).filter(({ isLink, hash }) => !isLink && hash !== inviteHash);
    this.#invites.set(session, [linkInvite(inviteHash, role, expiresMs), ...others]);
  }

  addInvite(session: string, invite: Invite): void {
    this.revokeInvite(session, invite.hash);
    this.#invites.set(session, [...this.invites(session), { ...invite }]);
  }

  invites(session: string): Invite[] {
    return (this.#invites.get(session) ?? []).map((invite) => ({ ...invite }));
  }

  revokeInvite(session: string, inviteHash: string): void {
    this.#invites.set(
      session,
      this.invites(session).filter(({ hash }) => hash !== inviteHash),
    );
  }

  revokeInvites(session: string): void {
    this.#invites.delete(session);
  }

  noteAsked(session: string, person: string, inviteHash: string): void {
    const asked = this.#asked.get(session) ?? new Map<string, string>();
    this.#asked.set(session, asked);
    asked.delete(person);
    asked.set(person, inviteHash);
    if (asked.size > mostAsked) asked.delete(asked.keys().next().value!);
  }

  askedWith(session: string, person: string): string | null {
    return this.#asked.get(session)?.get(person) ?? null;
  }

  forgetAsked(session: string, person: string): void {
    this.#asked.get(session)?.delete(person);
  }

  #find(session: string, inviteHash: string): Invite | undefined {
    return this.#invites.get(session)?.find(({ hash }) => hash === inviteHash);
  }
}
