import { hashSecret } from '../../../server/server.ts';
import { mostInvites } from '../../shared/capabilities/sharing/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newSecret } from '../../shared/core/ids.ts';
import { formatInviteLink } from '../../shared/invite-link.ts';
import type { Handlers } from '../../shared/session/contract.ts';
import { Allowance } from '../doors/allowance.ts';
import { nodeEnvironment } from '../machine/environment.ts';
import type { GuestRole, SessionBackend } from '../session/session-backend.ts';

/** Time within which an agent comes by its invite. */
const lifetimeMs = 3_600_000;

/** Most invites of one person's agents that nobody has used. */
const mostOpen = 32;

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

/** Makes an invite by which an agent of a person comes in, once. Gives its secret. */
export async function inviteAgent(place: SessionBackend, owner: string, role: GuestRole): Promise<string> {
  const kept = await place.invites();
  // Invites of agents are used up at once, and nobody else revokes them.
  const over = kept.filter(({ agentOf, used, expiresMs }) => agentOf !== null && (used > 0 || expiresMs < Date.now()));
  for (const { hash } of over) await place.revokeInvite(hash);
  const open = kept.filter(({ agentOf, used }) => agentOf === owner && used === 0).length;
  if (open >= mostOpen + over.length)
    throw new EnsembleError('too-large', 'You have many links for agents that nobody has used: use one of these.');
  if (kept.length - over.length >= mostInvites)
    throw new EnsembleError('too-large', 'There are too many invites: have some of them revoked first.');
  const secret = newSecret(nodeEnvironment);
  const expiresMs = Date.now() + lifetimeMs;
  await place.addInvite({ hash: hashSecret(secret), role, expiresMs, once: true, agentOf: owner });
  return secret;
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
      return { link: formatInviteLink({ ...door, session, invite: await inviteAgent(place, person, role) }) };
    },
  };
}
