import { EnsembleError } from '../../src/shared/core/errors.ts';
import { hashSecret } from './secrets.ts';
import type { SessionCore } from './session-core.ts';

/** Refusal of an invite by which somebody else has come in. */
export function usedUp(): EnsembleError {
  return new EnsembleError(
    'bad-credential',
    'This invite was for one person, and has been used: ask the host for another.',
  );
}

/**
 * Invites of the people who ask. An invite is used up when somebody is let in, at the one place where entries are put in
 * order: not when it is shown, and not by people who are denied.
 */
export class Invited {
  readonly #session: SessionCore;

  constructor(session: SessionCore) {
    this.#session = session;
  }

  /** Notes the invite with which a person asks. */
  asks(person: string, invite: string | undefined): void {
    const { id, options } = this.#session;
    if (invite !== undefined) options.access.noteAsked(id, person, hashSecret(invite));
  }

  /**
   * Counts a person as let in by this invite, or by the one with which they asked; gives the objection where it lets in
   * nobody more.
   */
  take(person: string, invite?: string): EnsembleError | null {
    const { id, options, entryRules } = this.#session;
    const hash = invite === undefined ? options.access.askedWith(id, person) : hashSecret(invite);
    if (hash === null || entryRules.staged.participants[person]?.standing === 'admitted') return null;
    const isOnce = options.access.invites(id).some((invite) => invite.hash === hash && invite.once);
    // A link that was revoked meanwhile keeps nobody out whom the host lets in.
    if (!options.access.takeInvite(id, hash) && isOnce) return usedUp();
    options.access.forgetAsked(id, person);
    return null;
  }

  /** Forgets the invite of a person who went before an answer. */
  withdrawn(person: string): void {
    this.#session.options.access.forgetAsked(this.#session.id, person);
  }

  /** Says whether somebody can still be let in by an invite; unknown ones are the host's to judge. */
  isGood(invite: string | undefined): boolean {
    if (invite === undefined) return true;
    const { id, options } = this.#session;
    const hash = hashSecret(invite);
    return !options.access.invites(id).some((each) => each.hash === hash && each.once && each.used > 0);
  }
}
