import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Server as SocketServer } from 'socket.io';
import { z } from 'zod';
import { challenge, doorProof, proofPath } from '../../src/shared/door-proof.ts';
import { present } from '../../src/shared/model/participants.ts';
import { EnsembleError } from '../../src/shared/protocol/errors.ts';
import { encodeFrame } from '../../src/shared/protocol/frames.ts';
import { id } from '../../src/shared/protocol/ids.ts';
import { limits } from '../../src/shared/protocol/version.ts';
import { serverParser } from '../../src/shared/socket-parser.ts';
import type { Transport } from '../../src/shared/transport.ts';
import type { Identity } from '../session/connection.ts';
import { hashSecret } from '../session/doorkeeper.ts';
import { arrivalPath, serveArrival } from './arrival-routes.ts';
import { serveBlob } from './blob-routes.ts';
import { contentSecurityPolicy, objectionTo } from './guard.ts';
import { type HostingStore, hostingPath, serveHosting } from './hosting-routes.ts';
import type { Sessions } from './sessions.ts';
import { lastWordsMs, socketTransport } from './socket-transport.ts';
import { serveStatic } from './static-files.ts';

export interface ListenOptions {
  sessions: Sessions;
  /** Such as 127.0.0.1, or 0.0.0.0. */
  address: string;
  /** 0 for any. */
  port: number;
  /** Without it plain http, which browsers and we accept on this machine only. */
  tls: { key: string; cert: string } | null;
  /** Its bearers are owners. Guests are let in to ask only where `guests` says so. */
  ownerToken: string | null;
  /** The hash of a stand-alone server's host token: its bearers may begin sessions, and host them. */
  hostTokenHash?: string | null;
  guests: boolean;
  /** Host headers to serve under besides address:port; null serves any. */
  hostNames: readonly string[] | null;
  /** The built renderer; null serves no pages. */
  pages: string | null;
  /** Takes connections of the owner to the host itself. */
  onWorkspace: ((transport: Transport) => void) | null;
  /** What hosts of other machines may do here; only on a stand-alone server. */
  hosting?: HostingStore | null;
  report: (message: string) => void;
}

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

const doorAuth = z.object({
  session: id,
  channel: z.enum(['session', 'workspace']),
  token: z.string().max(200).optional(),
  person: id.optional(),
});

/** A connection that says nothing for so long is closed. */
const helloWithinMs = 20_000;

function hasHash(given: string | undefined, wantedHash: string | null): boolean {
  if (given === undefined || wantedHash === null) return false;
  const [a, b] = [Buffer.from(hashSecret(given)), Buffer.from(wantedHash)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What a token makes of its bearer; null when it opens nothing here. */
function standingOf(token: string | undefined, options: ListenOptions): 'owner' | 'bearer' | null {
  if (hasHash(token, options.ownerToken === null ? null : hashSecret(options.ownerToken))) return 'owner';
  return hasHash(token, options.hostTokenHash ?? null) ? 'bearer' : null;
}

/** Opens a listener: pages, blobs, and the sessions' sockets. Rejects in words when the port is in use. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const guard = { hosts: null as Set<string> | null };
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    serve(options, guard, request, response).catch((thrown) => {
      options.report(`request failed: ${String(thrown)}`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
  const http: HttpServer = options.tls
    ? (createSecureServer(options.tls, onRequest) as unknown as HttpServer)
    : createServer(onRequest);
  const connections = new Set<Socket>();
  http.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = error.code === 'EADDRINUSE';
      reject(
        inUse
          ? new EnsembleError(
              'exists',
              `Port ${options.port} is in use by another program: choose another with --port, or 0 for any.`,
            )
          : error,
      );
    });
    http.listen(options.port, options.address, resolve);
  });
  const { port } = http.address() as AddressInfo;
  if (options.hostNames) guard.hosts = new Set(options.hostNames.map((name) => `${name}:${port}`));
  const sockets = new SocketServer(http, {
    parser: serverParser,
    connectTimeout: helloWithinMs,
    serveClient: false,
    maxHttpBufferSize: limits.frameBytes + 1024,
    pingInterval: 10_000,
    pingTimeout: 15_000,
    perMessageDeflate: false,
    httpCompression: false,
    allowRequest: (request, allow) => {
      const objection = objectionTo(request, guard);
      allow(objection, objection === null);
    },
  });
  sockets.use((socket, next) => {
    const parsed = doorAuth.safeParse(socket.handshake.auth);
    if (!parsed.success) return next(new Error('The connection does not say which session it wants.'));
    const { token, channel } = parsed.data;
    const standing = standingOf(token, options);
    if (standing === null ? token !== undefined || !options.guests || channel === 'workspace' : false) {
      return next(new Error('The token is missing or wrong: open Ensemble with the address that it printed.'));
    }
    socket.data = { ...parsed.data, standing };
    next();
  });
  sockets.on('connection', (socket) => {
    const { session, channel, person, standing } = socket.data as z.infer<typeof doorAuth> & {
      standing: 'owner' | 'bearer' | null;
    };
    const transport = socketTransport(socket);
    if (channel === 'workspace') {
      if (options.onWorkspace) options.onWorkspace(transport);
      else transport.close();
      return;
    }
    // The first word is the client's: before it, one may not listen yet, and would miss why it is sent away.
    const silent = setTimeout(() => transport.close(), helloWithinMs);
    transport.onClose = () => clearTimeout(silent);
    const early: Uint8Array[] = [];
    transport.onFrame = (frame) => {
      clearTimeout(silent);
      if (early.length >= 16 || early.push(frame) > 1) return;
      options.sessions
        .open(session, standing !== null)
        .then((found) => {
          if (!found)
            throw new EnsembleError('not-found', 'There is no such session here (any more): ask for a new link.');
          const owner: Identity = person === undefined ? { is: 'guest' } : { is: 'owner', person };
          const identity: Identity = standing === 'owner' ? owner : { is: standing ?? 'guest' };
          found.connect(transport, identity);
          for (const waiting of early) transport.onFrame(waiting);
        })
        .catch((thrown) => refuse(transport, thrown, options.report));
    };
  });
  return {
    port,
    close: async () => {
      sockets.disconnectSockets(true);
      const impatient = setTimeout(() => {
        for (const socket of connections) socket.destroy();
      }, lastWordsMs);
      await sockets.close();
      clearTimeout(impatient);
      http.closeAllConnections();
    },
  };
}

function refuse(transport: Transport, thrown: unknown, report: (message: string) => void): void {
  const known = thrown instanceof EnsembleError;
  if (!known) report(`opening a session failed: ${String((thrown as Error | undefined)?.stack ?? thrown)}`);
  const message = known ? thrown.message : 'The session could not be opened; its server has the details.';
  transport.send(
    encodeFrame({
      t: 'closed',
      code: known ? thrown.code : 'internal',
      message,
      final: known && thrown.code !== 'disconnected',
    }),
  );
  transport.close();
}

const blobPath = /^\/blobs\/([A-Za-z0-9_-]{22})\/([0-9a-f]{64})$/;

async function serve(
  options: ListenOptions,
  guard: { hosts: Set<string> | null },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const host = request.headers.host ?? 'localhost';
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  const objection = objectionTo(request, guard);
  if (objection !== null) {
    response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' }).end(objection);
    return;
  }
  const url = new URL(request.url ?? '/', 'http://here');
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const blob = blobPath.exec(url.pathname);
  if (blob) return serveBlobTo(options, bearer, blob[1]!, blob[2]!, url, request, response);
  if (url.pathname === proofPath) return serveProof(options, url, response);
  if (url.pathname === '/door') return serveDoor(options, bearer, url, response);
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
  response.setHeader('content-security-policy', contentSecurityPolicy(host));
  if (!(await serveStatic(options.pages, url.pathname, response, request.method === 'HEAD')))
    response.writeHead(404).end();
}

async function serveBlobTo(
  options: ListenOptions,
  bearer: string | undefined,
  sessionId: string,
  hash: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isOwner = standingOf(bearer, options) !== null;
  if (!isOwner && !(options.guests && bearer !== undefined && (await options.sessions.admits(sessionId, bearer)))) {
    response.writeHead(401).end();
    return;
  }
  await serveBlob(options.sessions.blobs(sessionId), hash, url, request, response);
}

/** Shows a window that this is its host, before it says its token. */
function serveProof({ ownerToken }: ListenOptions, url: URL, response: ServerResponse): void {
  const asked = challenge.safeParse(url.searchParams.get('challenge'));
  if (ownerToken === null || !asked.success) return void response.writeHead(404).end();
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.setHeader('cache-control', 'no-store');
  response.end(doorProof(ownerToken, asked.data));
}

/** What a person sees of a session before joining: only with a valid invite. */
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
  const role =
    session && invite !== undefined ? session.options.access.invite(session.id, hashSecret(invite), Date.now()) : null;
  response.setHeader('content-type', 'application/json');
  response.setHeader('cache-control', 'no-store');
  if (!session || role === null) {
    response
      .writeHead(404)
      .end(JSON.stringify({ message: 'This invite link is not valid (any more): ask the host for a new one.' }));
    return;
  }
  const { state } = session;
  const people = present(state).map(({ name }) => name);
  const open = state.sharing !== null && !state.ended;
  response.end(
    JSON.stringify({
      folder: state.host?.folder ?? '',
      people,
      role,
      open,
      asks: !(state.sharing?.admitEveryone ?? false),
    }),
  );
}
