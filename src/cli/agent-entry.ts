import type { SessionClient } from '../client/session-client.ts';
import { agentTicketVariable } from '../shared/agent-ticket.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import { enter, participantBy } from './participant.ts';

const enterWithinMs = 60_000;

/** Way in for agents of a folder's owner on this machine. */
export interface OwnersDoor {
  /** Names the agent's ticket, along with the agent's name: the same is the same agent again. */
  keptAs: string;
  /** Link that lets nobody in who was not in before. */
  link: string;
  /** Makes a link for one agent more. */
  invite(): Promise<string>;
}

async function agentBy(link: string, name: string, keptAs: string): Promise<SessionClient> {
  const ticket = process.env[agentTicketVariable];
  const own = ticket === undefined ? {} : { ticket };
  const agent = await participantBy({ link, name, purpose: 'agent', keptAs: `agent ${name} by ${keptAs}`, ...own });
  await enter(agent, enterWithinMs);
  return agent.client;
}

const isRefusal = (thrown: unknown) => thrown instanceof EnsembleError && thrown.code !== 'disconnected';

/** Comes in as a person, by their link. Rejects with the reason in words. */
export async function enterAsPerson(link: string, name: string): Promise<SessionClient> {
  const person = await participantBy({ link, name, purpose: 'program' });
  await enter(person, enterWithinMs);
  await person.client.until(({ host }) => host !== null);
  return person.client;
}

/**
 * Comes in as an agent: by a link for one, or by a person's link as the agent of that person, who comes in first.
 * Rejects with the reason in words.
 */
export async function enterAsAgent(link: string, name: string, owner: string): Promise<SessionClient> {
  try {
    return await agentBy(link, name, link);
  } catch (thrown) {
    if (!(thrown instanceof EnsembleError) || thrown.code !== 'forged') throw thrown;
  }
  const person = await enterAsPerson(link, owner);
  const invited = await person.request('agents.invite', { role: 'editor' });
  person.leave();
  return agentBy(invited.link, name, link);
}

/** Comes in as an agent of the owner of a folder on this machine: as one that was in before, or as a new one. */
export async function enterAsOwnersAgent({ link, keptAs, invite }: OwnersDoor, name: string): Promise<SessionClient> {
  try {
    return await agentBy(link, name, keptAs);
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
  }
  return agentBy(await invite(), name, keptAs);
}
