import { storedLimits, unpack } from '../../../src/shared/core/message-pack.ts';
import type { AttackedHost } from './attacked-host.ts';
import { limited } from './limited-guest.ts';
import { freshId, RawClient } from './raw-client.ts';

/** An agent of somebody, in a client of its own, by an invite that its owner has asked the host for. */
export async function agentOf(host: AttackedHost, owner: RawClient, role = 'editor'): Promise<RawClient> {
  const { result, error } = await owner.request('agents.invite', { role }, host.host);
  if (!result) throw new Error(`no invite: ${JSON.stringify(error)}`);
  const { invite } = Object.fromEntries(new URLSearchParams(new URL(result.link as string).hash.slice(1)));
  const data = { session: host.session, channel: 'session' };
  const agent = await RawClient.open(host.guestOrigin, data);
  const first = await agent.hello({ invite: invite!, purpose: 'agent', name: 'Agent' });
  if (first.t !== 'welcome') throw new Error(`not let in: ${JSON.stringify(first)}`);
  await agent.handled();
  return agent;
}

/** A part of the session's state, as a new window of its owner is told it, in however many frames. */
export async function stateOf<T = Record<string, unknown>>(host: AttackedHost, part: string): Promise<T> {
  const window = await host.ownersWindow();
  const pieces = window.frames.flatMap((frame) => {
    const piece = frame.t === 'keyframe' ? frame.state[part] : undefined;
    return piece ? [piece] : [];
  });
  window.close();
  return unpack(Buffer.concat(pieces), storedLimits) as T;
}

/** Somebody to whom the session is limited, and an agent that they had before, both in windows that saw no more. */
export async function limitedWithAgent(host: AttackedHost): Promise<[RawClient, RawClient]> {
  const person = await host.guest('editor', { name: 'Limited' });
  const agent = await agentOf(host, person);
  const window = await limited(host, person);
  await agent.ended();
  const back = await host.again(agent, { purpose: 'agent' });
  await back.handled();
  return [await host.again(window, { replica: freshId() }), back];
}
