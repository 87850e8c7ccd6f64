import { agentsOf } from '../../src/shared/capabilities/people/agents.ts';
import { isConnected } from '../../src/shared/capabilities/people/participants.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import type { Hello } from '../../src/shared/core/frames.ts';
import { newId, serverReplica } from '../../src/shared/core/ids.ts';
import type { Role } from '../../src/shared/core/rights.ts';
import { invalidInviteWords } from '../../src/shared/invite-link.ts';
import type { Connection } from './connection.ts';
import { hashSecret } from './secrets.ts';
import type { SessionCore } from './session-core.ts';

/** Most agents of one person at a time. */
const mostAgents = 32;

/** Sender of a hello; `newTicket` is the hash of a ticket seen for the first time, to be kept once they may ask. */
export interface Identified {
  person: string;
  role: Role;
  newTicket: string | null;
  /** Owner of an agent; null for people. */
  agentOf: string | null;
}

/**
 * Identifies the sender of a hello: the owner by the gateway's word, a host or a guest by ticket, a newcomer by
 * invite.
 */
export function identify(session: SessionCore, connection: Connection, hello: Hello): Identified {
  const { id, environment, options, entryRules } = session;
  if (connection.identity.is === 'owner') {
    const { person } = connection.identity;
    if (person === serverReplica || (entryRules.staged.participants[person]?.role ?? 'owner') !== 'owner')
      throw new EnsembleError('forged', 'This person is a guest of the session, not its owner.');
    return { person, role: 'owner', newTicket: null, agentOf: null };
  }
  const ticket = hello.ticket === undefined ? null : hashSecret(hello.ticket);
  const known = ticket === null ? null : options.access.person(id, ticket);
  if (connection.identity.is === 'bearer') {
    if (ticket === null) throw new EnsembleError('bad-credential', 'A ticket is needed to host.');
    const person = known ?? newId(environment);
    if (known === null) options.access.remember(id, ticket, person);
    return { person, role: 'owner', newTicket: null, agentOf: null };
  }
  const knownAs = known === null ? undefined : entryRules.staged.participants[known];
  if (known !== null && knownAs?.standing === 'admitted') {
    if (entryRules.staged.ended && knownAs.role !== 'owner')
      throw new EnsembleError('ended', 'The host has ended this session.');
    return { person: known, role: knownAs.role, newTicket: null, agentOf: knownAs.agentOf ?? null };
  }
  const { sharing } = entryRules.staged;
  const invited =
    hello.invite === undefined ? null : options.access.invite(id, hashSecret(hello.invite), environment.nowMs());
  // An agent comes to its owner, who is in, whether there are guests or not.
  if (entryRules.staged.ended && (invited?.agentOf ?? null) === null)
    throw new EnsembleError('ended', 'The host has ended this session.');
  if (sharing === null && (invited?.agentOf ?? null) === null)
    throw new EnsembleError('denied', 'This folder is not shared now: ask its host to share it again.');
  if (invited === null) throw new EnsembleError('bad-credential', invalidInviteWords);
  if (ticket === null) throw new EnsembleError('bad-credential', 'A ticket is needed to join.');
  const person = known ?? newId(environment);
  const { role, agentOf } = invited;
  // The same ticket by another invite: a person does not become an agent, nor another's agent.
  if (knownAs !== undefined && (knownAs.agentOf ?? null) !== agentOf)
    throw new EnsembleError('forged', 'This ticket belongs to somebody else: join with another.');
  return { person, role, newTicket: known === null ? ticket : null, agentOf };
}

/** Throws where an agent's owner is not in, is an agent, or has as many agents as may be. */
export function checkAgentsOwner(session: SessionCore, owner: string): void {
  const { staged } = session.entryRules;
  if (staged.participants[owner]?.standing !== 'admitted')
    throw new EnsembleError('denied', 'The person whose agent this is, is not in this session (any more).');
  if (staged.participants[owner].agentOf !== undefined) throw new EnsembleError('denied', 'An agent brings no agents.');
  if (agentsOf(staged, owner).filter((each) => isConnected(staged, each)).length >= mostAgents)
    throw new EnsembleError('too-large', `Nobody has more than ${mostAgents} agents: remove one of them first.`);
}
