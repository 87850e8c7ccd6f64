import { hashSecret } from '../../../server/server.ts';
import { mostInvites } from '../../shared/capabilities/sharing/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newSecret } from '../../shared/core/ids.ts';
import { formatInviteLink } from '../../shared/invite-link.ts';
import type { Handlers } from '../../shared/session/contract.ts';
import { Allowance } from '../doors/allowance.ts';
import { nodeEnvironment } from '../machine/environment.ts';
import type { SessionBackend } from '../session/session-backend.ts';

/** Time within which an agent comes by its invite. */
const lifetimeMs = 3_600_000;

interface Door {
  origin: string;
  pin: string | null;
}

interface AgentInvitesOptions {
  place: SessionBackend;
  session: string;
  /** Origin of this machine's own door; null where the session is on another server. */
  ownDoor: () => string | null;
  /** Door of guests; null while it is shut. */
  guestsDoor: () => Door | null;
  /** Says whether somebody is an agent themselves. */
  isAgent: (person: string) => boolean;
}

/** Invites by which agents of people come in. */
export function agentInvites(options: AgentInvitesOptions): Handlers<'agents.invite'> {
  const { place, session, ownDoor, guestsDoor, isAgent } = options;
  const made = new Allowance({
    environment: nodeEnvironment,
    burst: 32,
    perSecond: 0.5,
    words: 'You have added agents very often in a short time, so this was not done. Try again in a minute.',
  });
  return {
    'agents.invite': async ({ role }, { person, isDirect }) => {
      if (isAgent(person)) throw new EnsembleError('not-permitted', 'An agent brings no agents.');
      made.take(person);
      const own = isDirect ? ownDoor() : null;
      const door = own === null ? guestsDoor() : { origin: own, pin: null };
      if (!door) throw new EnsembleError('not-permitted', 'This folder is not shared now: share it first.');
      if ((await place.invites()).length >= mostInvites)
        throw new EnsembleError('too-large', 'There are too many invites: have some of them revoked first.');
      const secret = newSecret(nodeEnvironment);
      const expiresMs = Date.now() + lifetimeMs;
      await place.addInvite({ hash: hashSecret(secret), role, expiresMs, once: true, agentOf: person });
      return { link: formatInviteLink({ ...door, session, invite: secret }) };
    },
  };
}
