import { enterSession } from '../client/entering.ts';
import type { Dial } from '../client/link.ts';
import { MemoryOutbox } from '../client/outbox.ts';
import { type Pinning, wayTo } from '../client/sdk/way.ts';
import { SessionClient, type SessionClientOptions } from '../client/session-client.ts';
import { nodeEnvironment } from '../main/machine/environment.ts';
import { ensembleHome } from '../main/machine/state-folder.ts';
import { pinnedFetch } from '../main/session/pinned-fetch.ts';
import { pinnedAgent } from '../main/session/pinned-tls.ts';
import { newId } from '../shared/core/ids.ts';
import { parseInviteLink } from '../shared/invite-link.ts';
import { Keepsakes } from './kept-outboxes.ts';
import { output } from './output.ts';

/** Trust in a server by its own certificate alone, where the link names one. */
const pinning: Pinning = async (origin, pin) => {
  const { agent, cert } = await pinnedAgent(origin, pin);
  return { socket: { agent: agent as never, ca: cert }, fetch: pinnedFetch(agent) };
};

export interface ParticipantOptions {
  /** Invite link. */
  link: string;
  name: string;
  purpose: 'program' | 'agent';
  /** Name of what is kept between runs, where it is not the participant's: the same is the same participant again. */
  keptAs?: string;
  /** Ticket of somebody who is in already, of whom this is another replica; one of its own where it is left out. */
  ticket?: string;
  /** Told where the session has moved, in words. */
  onMoved?: (words: string) => void;
}

/** A participant of the command line, before it has come in. */
export interface CommandLineParticipant {
  client: SessionClient;
  keepsakes: Keepsakes;
}

/** Makes a participant for an invite link. Rejects with `bad-request` where that is none. */
export async function participantBy(options: ParticipantOptions): Promise<CommandLineParticipant> {
  const { name, purpose, keptAs = name, onMoved = () => undefined } = options;
  const { origin, session, invite, pin } = parseInviteLink(options.link);
  const keepsakes = new Keepsakes(ensembleHome(), session, keptAs);
  const ticket = options.ticket ?? keepsakes.ticket();
  const replica = newId(nodeEnvironment);
  let way = await wayTo({ origin, session, pin }, ticket, pinning);
  const dial: Dial = () => way.dial();
  const blobs: SessionClientOptions['blobs'] = {
    put: (bytes, watching) => way.blobs.put(bytes, watching),
    get: (hash, watching) => way.blobs.get(hash, watching),
  };
  // An agent is told that an edit is in once the log has it: nothing of it waits for another run.
  const outbox = purpose === 'agent' ? new MemoryOutbox() : keepsakes.outbox(replica);
  const environment = nodeEnvironment;
  const report = output.problem;
  const client = new SessionClient({
    ...{ dial, environment, outbox, blobs, replica, name, purpose, invite, ticket, report },
  });
  client.events.on('moved', (place) => {
    // The way of before still works; the new one is taken once it is known to lead to the session.
    wayTo({ ...place, session }, ticket, pinning).then(
      (next) => {
        way = next;
        onMoved(`moved: ${place.origin}`);
        client.redial();
      },
      (thrown) => onMoved(`The session has moved to ${place.origin}, which cannot be reached: ${String(thrown)}`),
    );
  });
  return { client, keepsakes };
}

/** Comes in: resolves once the host has let the participant in. Rejects with the reason, and then leaves nothing open. */
export async function enter({ client, keepsakes }: CommandLineParticipant, withinMs: number | null = null) {
  const drain = () => keepsakes.drain(client.options);
  await enterSession(client, { withinMs, ...(client.options.purpose !== 'agent' && { andThen: drain }) });
}
