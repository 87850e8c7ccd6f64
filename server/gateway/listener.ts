import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Server as SocketServer } from 'socket.io';
import { z } from 'zod';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { encodeFrame } from '../../src/shared/core/frames.ts';
import { id, secret } from '../../src/shared/core/ids.ts';
import { limits } from '../../src/shared/core/version.ts';
import { serverParser } from '../../src/shared/socket-parser.ts';
import type { Transport } from '../../src/shared/transport.ts';
import type { Identity } from '../session/connection.ts';
import { BlobTurns } from './blob-routes.ts';
import { type HttpGuard, objectionTo } from './http-guard.ts';
import { noPingTimeoutMs, watchLife } from './life.ts';
import { type ListenOptions, ordinaryPatience, type Patience } from './listen-options.ts';
import { Newcomers } from './newcomers.ts';
import { OpenWire } from './open-wire/open-wire.ts';
import { quietReport } from './quiet-report.ts';
import { serve } from './routes.ts';
import { lastWordsMs, socketTransport } from './socket-transport.ts';
import { standingOf } from './standing.ts';

export type { ListenOptions } from './listen-options.ts';

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

const doorAuth = z.object({
  session: id,
  channel: z.enum(['session', 'workspace', 'replay']),
  token: z.string().max(200).optional(),
  person: id.optional(),
  recording: id.optional(),
  link: secret.optional(),
});

/** Time after which a connection without a hello is closed. */
const helloWithinMs = 20_000;

const mostHeaders = 100;

const isLoopback = (address: string) => /^(::ffff:)?127\.|^::1$/.test(address);

/** Counts connections, and cuts off those above the bound of one address. */
function watchConnections(http: HttpServer, { fromHere, fromOneAddress }: Patience): Set<Socket> {
  const connections = new Set<Socket>();
  const fromAddress = new Map<string, number>();
  http.on('connection', (socket) => {
    const address = socket.remoteAddress ?? '';
    const count = (fromAddress.get(address) ?? 0) + 1;
    if (count > (isLoopback(address) ? fromHere : fromOneAddress)) return void socket.destroy();
    fromAddress.set(address, count);
    connections.add(socket);
    socket.once('close', () => {
      connections.delete(socket);
      const left = fromAddress.get(address)! - 1;
      if (left > 0) fromAddress.set(address, left);
      else fromAddress.delete(address);
    });
  });
  return connections;
}

function createHttpServer(options: ListenOptions, onRequest: (q: IncomingMessage, a: ServerResponse) => void) {
  const { headMs, requestMs } = options.patience ?? ordinaryPatience;
  const patience = { headersTimeout: headMs, requestTimeout: requestMs, connectionsCheckingInterval: headMs / 3 };
  const http: HttpServer = options.tls
    ? (createSecureServer(
        { ...options.tls, ...patience, handshakeTimeout: headMs },
        onRequest,
      ) as unknown as HttpServer)
    : createServer(patience, onRequest);
  http.maxHeadersCount = mostHeaders;
  return http;
}

/** Opens a listener: pages, blobs, and the sessions' sockets. Rejects in words when the port is in use. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { hostNames } = options;
  const guard: HttpGuard = { names: typeof hostNames === 'function' ? hostNames : () => hostNames, port: null };
  const turns = new BlobTurns();
  const report = quietReport(options.report);
  const http = createHttpServer(options, (request, response) => {
    serve(options, guard, turns, request, response).catch((thrown) => {
      const known = thrown instanceof EnsembleError;
      if (!known) report(`request failed: ${String(thrown)}`);
      if (!response.headersSent) response.writeHead(known ? 503 : 500, { connection: 'close' });
      response.end(known ? thrown.message : undefined);
    });
  });
  const connections = watchConnections(http, options.patience ?? ordinaryPatience);
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
  if (!options.guests) guard.port = port;
  const newcomers = new Newcomers();
  const sockets = openSockets(http, guard, newcomers, { ...options, report });
  const identityOf = (address: string) => guestFrom(address, options);
  const openWire =
    options.guests || options.agents
      ? new OpenWire(http, { sessions: options.sessions, report, guard, newcomers, identityOf })
      : null;
  return {
    port,
    close: async () => {
      sockets.disconnectSockets(true);
      openWire?.close();
      const impatient = setTimeout(() => {
        for (const socket of connections) socket.destroy();
      }, lastWordsMs);
      await sockets.close();
      clearTimeout(impatient);
      http.closeAllConnections();
    },
  };
}

const crowded = 'Too many connections from there have not said yet who they are: try again in some seconds.';

function openSockets(http: HttpServer, guard: HttpGuard, newcomers: Newcomers, options: ListenOptions): SocketServer {
  const sockets = new SocketServer(http, {
    parser: serverParser,
    serveClient: false,
    connectTimeout: helloWithinMs,
    maxHttpBufferSize: limits.frameBytes + 1024,
    pingInterval: 10_000,
    pingTimeout: noPingTimeoutMs,
    perMessageDeflate: false,
    httpCompression: false,
    allowRequest: (request, allow) => {
      const objection =
        objectionTo(request, guard) ?? (newcomers.admits(request.socket.remoteAddress ?? '') ? null : crowded);
      allow(objection, objection === null);
    },
  });
  newcomers.watch(sockets);
  sockets.use((socket, next) => {
    const parsed = doorAuth.safeParse(socket.handshake.auth);
    if (!parsed.success) return next(new Error('The connection does not say which session it wants.'));
    const { token, channel, link } = parsed.data;
    const standing = standingOf(token, options);
    const isStranger = token === undefined && (options.guests || options.agents === true);
    const isOpen = standing === null ? isStranger && channel === 'session' : true;
    // The past is read anew for each viewer, and is for its owner alone; one recording, for the bearers of its links.
    const isWatching = isStranger && options.guests && channel === 'replay' && link !== undefined;
    if (!isWatching && (!isOpen || (channel === 'replay' && standing !== 'owner'))) {
      return next(new Error('The token is missing or wrong: open Ensemble with the address that it printed.'));
    }
    socket.data = { ...parsed.data, standing };
    next();
  });
  sockets.on('connection', (socket) => {
    watchLife(socket);
    const { session, channel, person, recording, link, standing } = socket.data as z.infer<typeof doorAuth> & {
      standing: 'owner' | 'bearer' | null;
    };
    const transport = socketTransport(socket);
    if (channel === 'workspace') {
      if (options.onWorkspace) options.onWorkspace(transport);
      else transport.close();
      return;
    }
    // The server stays silent until the client's first frame: a client may not listen yet, and would miss the reason of
    // a refusal.
    const silent = setTimeout(() => transport.close(), helloWithinMs);
    transport.onClose = () => clearTimeout(silent);
    const early: Uint8Array[] = [];
    transport.onFrame = (frame) => {
      clearTimeout(silent);
      if (early.length >= 16 || early.push(frame) > 1) return;
      const { sessions } = options;
      const past = () =>
        standing === 'owner' ? sessions.replay(session, recording ?? null) : sessions.watch(session, link!);
      const isByLink = channel === 'replay' && standing !== 'owner';
      const opening = channel === 'replay' ? past() : sessions.open(session, standing !== null);
      opening
        .then((found) => {
          if (!found) throw new EnsembleError('not-found', isByLink ? voidLink : noSession);
          // A viewer may be gone before the past was read.
          if (channel === 'replay' && !socket.connected) return;
          const guest = guestFrom(socket.handshake.address, options);
          const owner: Identity = person === undefined ? guest : { is: 'owner', person };
          const identity: Identity = standing === 'owner' ? owner : standing === 'bearer' ? { is: 'bearer' } : guest;
          found.connect(transport, identity);
          for (const waiting of early) transport.onFrame(waiting);
        })
        .catch((thrown) => refuse(transport, thrown, options.report));
    };
  });
  return sockets;
}

const noSession = 'There is no such session here (any more): ask for a new link.';
const voidLink =
  'This link shows nothing (any more): it was taken back, its time is over, or the recording is deleted. Please ask for a new link.';

/** Says whether an address is this machine's: through a proxy beside the server all people have it. */
const isOfThisMachine = (address: string): boolean => /^(::1|(::ffff:)?127\.)/.test(address);

/** Identity of a stranger. At a door without guests they can only be somebody's agent. */
function guestFrom(address: string, { guests }: ListenOptions): Identity {
  const from = isOfThisMachine(address) ? {} : { address };
  return { is: 'guest', ...from, ...(guests ? {} : { isAgent: true as const }) };
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
