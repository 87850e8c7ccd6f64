import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { mostInvites } from '../../src/shared/capabilities/sharing/methods.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { id, sha256Hex } from '../../src/shared/core/ids.ts';
import { pack } from '../../src/shared/core/message-pack.ts';
import { limits } from '../../src/shared/core/version.ts';
import type { DiskHistoryStore } from '../log/disk-history-store.ts';
import type { AccessStore } from '../session/access.ts';
import type { ArrivalStore } from './arrival-routes.ts';
import { type RecordingStore, serveRecordings } from './recording-routes.ts';
import { bodyOf } from './request-body.ts';
import { participantOf, type Sessions } from './sessions.ts';

/** Store on a stand-alone server for things that a host of another machine keeps beside the log. */
export interface HostingStore extends ArrivalStore, RecordingStore {
  bases: DiskHistoryStore;
}

/** `/hosting/SESSION/WHAT`, with a document's id for things of one document. */
export const hostingPath =
  /^\/hosting\/([A-Za-z0-9_-]{22})\/(invite|invites|bases|recordings)(?:\/([A-Za-z0-9_-]{22}))?$/;

const invite = z.object({
  hash: sha256Hex,
  role: z.enum(['editor', 'reviewer', 'viewer']),
  expiresMs: z.number(),
});

/** A change to the invites beside the link. */
const inviteChange = z.union([
  z.object({ add: invite.extend({ once: z.boolean(), agentOf: id.nullable().default(null) }) }),
  z.object({ revoke: sha256Hex }),
]);

const inviteBytes = 10_000;
const baseBytes = 3 * limits.documentBytes;

/** Answers an owner of the session, by their ticket: the invite, the recordings, and the bases of documents for the next host. */
export async function serveHosting(
  store: HostingStore,
  sessions: Sessions,
  ticket: string | undefined,
  [, session, what, ref]: RegExpExecArray,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const owner = await participantOf(sessions, session!, ticket);
  const host = (await sessions.find(session!))?.entryRules.staged.host;
  // A former host may wake up and send bases of an old state of its disk.
  const notesInVain = what === 'bases' && request.method === 'PUT' && host?.person !== owner?.person;
  if (owner?.role !== 'owner' || notesInVain) {
    response.writeHead(401).end();
    return;
  }
  if (what === 'recordings') return serveRecordings(store, session!, owner.person, request, response);
  try {
    if (what === 'invite') await serveInvite(store.access, session!, request);
    else if (what === 'invites' && request.method === 'GET') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(store.access.invites(session!)));
      return;
    } else if (what === 'invites') changeInvites(store.access, session!, await bodyOf(request, inviteBytes));
    else if (ref === undefined) throw new EnsembleError('bad-request', 'Of which document?');
    else if (request.method === 'GET') {
      response.setHeader('content-type', 'application/octet-stream');
      response.end(pack(store.bases.all(session!, ref)));
      return;
    } else if (request.method === 'PUT') store.bases.put(session!, ref, await bodyOf(request, baseBytes));
    else throw new EnsembleError('bad-request', `${request.method} means nothing here.`);
    response.writeHead(204).end();
  } catch (thrown) {
    const known = thrown instanceof EnsembleError || thrown instanceof SyntaxError || thrown instanceof z.ZodError;
    if (!known) throw thrown;
    response
      .writeHead(400, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
      .end('Not understood.');
  }
}

async function serveInvite(access: AccessStore, session: string, request: IncomingMessage): Promise<void> {
  if (request.method === 'DELETE') return access.revokeInvites(session);
  if (request.method !== 'PUT') throw new EnsembleError('bad-request', `${request.method} means nothing here.`);
  const { hash, role, expiresMs } = invite.parse(JSON.parse((await bodyOf(request, inviteBytes)).toString('utf8')));
  access.setInvite(session, hash, role, expiresMs);
}

function changeInvites(access: AccessStore, session: string, body: Buffer): void {
  const change = inviteChange.parse(JSON.parse(body.toString('utf8')));
  if ('revoke' in change) return access.revokeInvite(session, change.revoke);
  if (access.invites(session).length >= mostInvites)
    throw new EnsembleError('too-large', 'There are too many invites.');
  access.addInvite(session, { ...change.add, used: 0, isLink: false });
}
