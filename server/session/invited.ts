import { EnsembleError } from '../../src/shared/core/errors.ts';
import { hashSecret } from './secrets.ts';
import type { SessionCore } from './session-core.ts';

/** Most people whose invite is remembered; they wait, so there are few. */
const mostRemembered = 1_000;

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
  readonly #of = new Map<string, string>();

  constructor(session: SessionCore) {
    this.#session = session;
  }

  /** Notes the invite with which a person asks. */
  asks(person: string, invite: string | undefined): void {
    if (invite === undefined) return;
    this.#of.delete(person);
    this.#of.set(person, hashSecret(invite));
    if (this.#of.size > mostRemembered) this.#of.delete(this.#of.keys().next().value!);
  }

  /** Counts a person as let in by their invite; gives the objection where it lets in nobody more. */
  take(person: string): EnsembleError | null {
    const { id, options, entryRules } = this.#session;
    const hash = this.#of.get(person);
    if (hash === undefined || entryRules.staged.participants[person]?.standing === 'admitted') return null;
    const isOnce = options.access.invites(id).some((invite) => invite.hash === hash && invite.once);
    // A link that was revoked meanwhile keeps nobody out whom the host lets in.
    if (!options.access.takeInvite(id, hash) && isOnce) return usedUp();
    this.#of.delete(person);
    return null;
  }

  /** Says whether somebody can still be let in by an invite; unknown ones are the host's to judge. */
  isGood(invite: string | undefined): boolean {
    if (invite === undefined) return true;
    const { id, options } = this.#session;
    const hash = hashSecret(invite);
    return !options.access.invites(id).some((each) => each.hash === hash && each.once && each.used > 0);
  }
}
