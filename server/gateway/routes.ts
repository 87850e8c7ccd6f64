import type { IncomingMessage, ServerResponse } from 'node:http';
import { present } from '../../src/shared/capabilities/people/participants.ts';
import { id } from '../../src/shared/core/ids.ts';
import { challenge, hostProof, proofPath } from '../../src/shared/host-proof.ts';
import { invalidInviteWords } from '../../src/shared/invite-link.ts';
import { hashSecret } from '../session/secrets.ts';
import { arrivalPath, serveArrival } from './arrival-routes.ts';
import { type BlobTurns, serveBlob } from './blob-routes.ts';
import type { BlobCaller } from './blob-views.ts';
import { hostingPath, serveHosting } from './hosting-routes.ts';
import { contentSecurityPolicy, type HttpGuard, objectionTo, permissionsPolicy } from './http-guard.ts';
import type { ListenOptions } from './listen-options.ts';
import { standingOf } from './standing.ts';
import { serveStatic } from './static-files.ts';

const blobPath = /^\/blobs\/([A-Za-z0-9_-]{22})\/([0-9a-f]{64})$/;

function say(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(words);
}

/** Answers one request over HTTP. */
export async function serve(
  options: ListenOptions,
  guard: HttpGuard,
  turns: BlobTurns,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  const objection = objectionTo(request, guard);
  if (objection !== null) return say(response, 403, objection);
  const address = request.url ?? '/';
  if (!URL.canParse(address, 'http://here')) return say(response, 400, 'This is no address.');
  const url = new URL(address, 'http://here');
  const bearer = /^Bearer (.{1,300})$/.exec(request.headers.authorization ?? '')?.[1];
  const blob = blobPath.exec(url.pathname);
  if (blob) return serveBlobTo(options, turns, bearer, blob[1]!, blob[2]!, url, request, response);
  if (url.pathname === proofPath) return serveProof(options, url, response);
  if (url.pathname === '/door') return serveDoor(options, bearer, url, response);
  if (url.pathname === '/metrics') return serveMetrics(options, bearer, response);
  const arrival = arrivalPath.exec(url.pathname);
  if (arrival && options.hosting) {
    if (standingOf(bearer, options) !== 'bearer') return void response.writeHead(401).end();
    return serveArrival(options.hosting, arrival[1]!, request, response);
  }
  const hosting = hostingPath.exec(url.pathname);
  if (hosting && options.hosting)
    return serveHosting(options.hosting, options.sessions, bearer, hosting, request, response);
  if (options.pages === null || (request.method !== 'GET' && request.method !== 'HEAD')) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader('content-security-policy', contentSecurityPolicy);
  response.setHeader('permissions-policy', permissionsPolicy);
  if (!(await serveStatic(options.pages, url.pathname, request, response))) response.writeHead(404).end();
}

async function serveBlobTo(
  options: ListenOptions,
  turns: BlobTurns,
  bearer: string | undefined,
  session: string,
  hash: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const caller = await blobCaller(options, session, bearer);
  if (caller === null) {
    const view = options.guests && bearer !== undefined ? await options.sessions.watchedBlobs(session, bearer) : null;
    if (view === null) return void response.writeHead(401).end();
    return serveBlob({ view, turns, person: `${session} ${hashSecret(bearer!)}` }, hash, url, request, response);
  }
  const view = await options.sessions.blobsFor(session, caller);
  const person = caller.is === 'owner' ? 'owner' : `${session} ${caller.person}`;
  await serveBlob({ view, turns, person }, hash, url, request, response);
}

async function blobCaller(
  options: ListenOptions,
  session: string,
  bearer: string | undefined,
): Promise<BlobCaller | null> {
  if (standingOf(bearer, options) !== null) return { is: 'owner' };
  if (!(options.guests || options.agents) || bearer === undefined) return null;
  const person = await options.sessions.personBehind(session, bearer);
  if (person === null) return null;
  const isAgent = (await options.sessions.find(session))?.state.participants[person]?.agentOf !== undefined;
  return options.guests || isAgent ? { is: 'person', person, ticket: bearer } : null;
}

/** Proves to a window that this is its host, before it says its token. */
function serveProof({ ownerToken }: ListenOptions, url: URL, response: ServerResponse): void {
  const asked = challenge.safeParse(url.searchParams.get('challenge'));
  if (ownerToken === null || !asked.success) return void response.writeHead(404).end();
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.setHeader('cache-control', 'no-store');
  response.end(hostProof(ownerToken, asked.data));
}

/** Serves the metrics of the process, to its owner. */
function serveMetrics(options: ListenOptions, bearer: string | undefined, response: ServerResponse): void {
  if (!options.metrics) return void response.writeHead(404).end();
  if (standingOf(bearer, options) !== 'owner') return void response.writeHead(401).end();
  response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8');
  response.setHeader('cache-control', 'no-store');
  response.end(options.metrics());
}

/** Describes a session to somebody who has not joined: only with a valid invite. */
async function serveDoor(
  options: ListenOptions,
  invite: string | undefined,
  url: URL,
  response: ServerResponse,
): Promise<void> {
  const parsed = id.safeParse(url.searchParams.get('session'));
  if (options.sessions.movedTo && options.guests) {
    response.setHeader('cache-control', 'no-store');
    return void response.end(JSON.stringify({ movedTo: options.sessions.movedTo }));
  }
  const session = parsed.success && options.guests ? await options.sessions.find(parsed.data) : null;
  const terms =
    session && invite !== undefined ? session.options.access.invite(session.id, hashSecret(invite), Date.now()) : null;
  response.setHeader('content-type', 'application/json');
  response.setHeader('cache-control', 'no-store');
  if (!session || terms === null) {
    response.writeHead(404).end(JSON.stringify({ message: invalidInviteWords }));
    return;
  }
  const { state } = session;
  const people = present(state).map(({ name }) => name);
  const open = state.sharing !== null && !state.ended;
  response.end(
    JSON.stringify({
      folder: state.host?.folder ?? '',
      people,
      role: terms.role,
      open,
      asks: !(state.sharing?.admitEveryone ?? false),
      recorded: state.recording !== null,
    }),
  );
}
