import type { BlobStore } from '../shared/blobs.ts';
import type { Entry } from '../shared/core/entry.ts';
import type { Environment } from '../shared/core/environment.ts';
import type { EnsembleError } from '../shared/core/errors.ts';
import type { Hello } from '../shared/core/frames.ts';
import type { Timeline } from '../shared/core/timeline.ts';
import { protocolVersion } from '../shared/core/version.ts';
import type { KnownParts } from '../shared/session/packed-state.ts';
import type { SessionState } from '../shared/session/state.ts';
import type { KindName } from '../shared/session/table.ts';
import type { Dial, LinkStatus } from './link.ts';
import type { OutboxStorage } from './outbox.ts';

export interface SessionClientOptions {
  dial: Dial;
  environment: Environment;
  outbox: OutboxStorage;
  blobs?: BlobStore;
  replica: string;
  name: string;
  purpose: Hello['purpose'];
  invite?: string;
  ticket?: string;
  /** Called with errors in this client, with their stacks, that end nothing. */
  report?: (message: string) => void;
  /** In a window: calls back once, before the next showing of others' edits; of their places alone, it may take longer. */
  nextShowing?: (run: () => void, isOfPlaces: boolean) => void;
  /** Parts of the state that other replicas in this process have been sent. */
  knownParts?: KnownParts;
}

export interface SessionEvents extends Record<string, unknown> {
  /** The folded state has changed. */
  state: SessionState;
  status: LinkStatus;
  /** Every entry of interest, in order, after it was folded. */
  entry: Entry;
  /** A directed entry that is neither an answer nor handled elsewhere. */
  direct: Entry;
  /** An entry that another replica has directed to this one; nobody has judged its body yet. */
  peer: Entry;
  /** An entry of mine was turned down. */
  refused: { kind: string; ref: string | null; code: EnsembleError['code']; message: string };
  /** The same error keeps repeating: a part of the client fails, while everything else goes on. */
  troubled: { message: string };
  /** The session is on another server now. */
  moved: { origin: string; pin: string | null };
  /** My entries cannot be kept on this machine until the log has them: they go out, but would not survive a crash. */
  unsafe: { message: string };
  /** Overview of the recording that is shown. */
  timeline: Timeline;
  /** A recording is shown at another moment: `state` and `applied` are of that, and texts come anew. */
  rewound: number;
  /** Number of my entries that the log has not acknowledged. */
  unsent: number;
}

/**
 * Makes the first frame of a connection, for a client that has applied the log up to `since`, and follows these refs.
 */
export function helloOf(options: SessionClientOptions, since: number, refs: string[]): Hello {
  const { replica, purpose, name, invite, ticket } = options;
  const hello: Hello = { protocol: protocolVersion, replica, purpose, name, since, refs };
  if (invite !== undefined) hello.invite = invite;
  if (ticket !== undefined) hello.ticket = ticket;
  return hello;
}

/** An entry to be written. `blob` is the file beside its body, which is on the server already. */
export interface Said {
  kind: KindName;
  body: unknown;
  ref: string | null;
  blob?: string | null;
}
