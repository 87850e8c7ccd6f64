import type { Participant } from '../../src/shared/capabilities/people/people-state.ts';
import type { Transport } from '../../src/shared/transport.ts';
import type { Identity } from '../session/connection.ts';
import { hashSecret } from '../session/secrets.ts';
import type { Session } from '../session/session.ts';
import type { BlobCaller, BlobView } from './blob-views.ts';

/** A session as a listener sees it: a door for connections. */
export interface SessionDoor {
  connect(transport: Transport, identity: Identity): unknown;
}

/** The sessions behind a listener. */
export interface Sessions {
  /** Opens the door of a session, or gives null. `create` begins one that is not there yet. */
  open(id: string, create: boolean): Promise<SessionDoor | null>;
  /** Opens the door of a session's recorded past, or of one recording of it; null where there is none. */
  replay(id: string, recording: string | null): Promise<SessionDoor | null>;
  /** Opens the door of the one recording to which a link leads; null where the link does not hold. */
  watch(id: string, link: string): Promise<SessionDoor | null>;
  /** Attachments of that recording, as the link's bearer may read them; null where it does not hold. */
  watchedBlobs(id: string, link: string): Promise<BlobView | null>;
  /** Finds the session itself, where it is kept here; null where it is not. */
  find(id: string): Promise<Session | null>;
  /** Attachments of a session, as this caller may use them. */
  blobsFor(id: string, caller: BlobCaller): Promise<BlobView>;
  /** Finds the person who shows this ticket and is in the session now; null for everybody else. */
  personBehind(id: string, ticket: string): Promise<string | null>;
  /** Address of the session's new server, when it was moved from here and its people are led there. */
  readonly movedTo: { origin: string; pin: string | null } | null;
}

/**
 * Finds the person who shows a ticket of a session and is in it; null for everybody else. Once it has ended, only
 * owners are. A host is welcomed before the log has its joining, and may ask at once.
 */
export async function participantOf(
  sessions: Pick<Sessions, 'find'>,
  sessionId: string,
  ticket: string | undefined,
): Promise<Participant | null> {
  const session = ticket === undefined ? null : await sessions.find(sessionId);
  const person = session?.options.access.person(sessionId, hashSecret(ticket!)) ?? null;
  if (person === null) return null;
  const { participants, ended } = session!.entryRules.staged;
  const participant = participants[person];
  if (participant?.standing !== 'admitted') return null;
  return ended && participant.role !== 'owner' ? null : participant;
}
