import type { ParticipantType } from '../../shared/capabilities/people/known-participants.ts';
import type { Json } from '../../shared/capabilities/values/json.ts';
import { newId, newSecret } from '../../shared/core/ids.ts';
import { parseInviteLink } from '../../shared/invite-link.ts';
import { enterSession } from '../entering.ts';
import { MemoryOutbox } from '../outbox.ts';
import { SessionClient, type SessionClientOptions } from '../session-client.ts';
import { History } from './history.ts';
import { platform } from './platform.ts';
import { Session } from './session.ts';
import { type Pinning, type Way, wayTo } from './way.ts';

export interface JoinOptions {
  /** Invite link, as the host gives it. */
  readonly link: string;
  readonly name: string;
  readonly type?: ParticipantType;
  /** True for a link that a person has made for an agent of theirs: its edits then name what it has read. */
  readonly agent?: boolean;
  /** Facts about this participant that all see, such as its model or its machine: an object, 2,048 characters as JSON. */
  readonly metadata?: { readonly [key: string]: Json };
  /** Secret of an earlier `join`, to be the same participant again. */
  readonly ticket?: string | null;
  /** Time to wait for being let in; a host may be asked. */
  readonly timeoutMs?: number;
  /** Called with errors of this participant's own that end nothing. */
  readonly report?: (message: string) => void;
}

/** Way in by a door, with what this participant shows there. */
export interface Entrance {
  way: Way;
  shows: Pick<SessionClientOptions, 'name' | 'purpose'> & { invite?: string; ticket?: string };
  /** Finds the way to where the session has moved; without it, this door goes on leading there. */
  moved?: (place: { origin: string; pin: string | null }) => Promise<Way>;
  /** Its word about itself, once it is in; null for none. */
  described: { type: ParticipantType; metadata: string } | null;
}

/** Joins a session by a door. Resolves once the host has let this participant in; rejects with the reason in words. */
export async function joinThrough(
  { way: first, shows, moved, described }: Entrance,
  { timeoutMs = 60_000, report }: Pick<JoinOptions, 'timeoutMs' | 'report'>,
): Promise<Session> {
  let way = first;
  const client = new SessionClient({
    dial: () => way.dial(),
    environment: platform,
    outbox: new MemoryOutbox(),
    blobs: {
      put: (bytes, watching) => way.blobs.put(bytes, watching),
      get: (hash, watching) => way.blobs.get(hash, watching),
    },
    replica: newId(platform),
    ...shows,
    ...(report ? { report } : {}),
  });
  const history = new History(client);
  client.events.on('moved', (place) => {
    // The way of before still works, until the new one is known to lead to the session.
    moved?.(place).then(
      (next) => {
        way = next;
        client.redial();
      },
      (thrown) => report?.(`The session has moved to ${place.origin}, which cannot be reached: ${String(thrown)}`),
    );
  });
  await enterSession(client, {
    withinMs: timeoutMs,
    knows: ({ host }) => host !== null,
    ...(described && { andThen: () => client.publish('participant.described', described) }),
  });
  return new Session(client, shows.ticket ?? null, history);
}

/** Joins a session by its link. Resolves once the host has let this participant in; rejects with the reason in words. */
export async function joinBy(options: JoinOptions, pinning: Pinning | null): Promise<Session> {
  const { name, type = options.agent ? 'agent' : 'person', metadata = {} } = options;
  const { origin, session, invite, pin } = parseInviteLink(options.link);
  const ticket = options.ticket ?? newSecret(platform);
  const entrance: Entrance = {
    way: await wayTo({ origin, session, pin }, ticket, pinning),
    shows: { name, purpose: options.agent ? 'agent' : 'program', invite, ticket },
    moved: (place) => wayTo({ ...place, session }, ticket, pinning),
    described: { type, metadata: JSON.stringify(metadata) },
  };
  return joinThrough(entrance, options);
}
