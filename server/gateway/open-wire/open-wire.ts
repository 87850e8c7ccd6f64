import { randomBytes } from 'node:crypto';
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { EnsembleError } from '../../../src/shared/core/errors.ts';
import { newId } from '../../../src/shared/core/ids.ts';
import type { Identity } from '../../session/connection.ts';
import { type HttpGuard, objectionTo } from '../http-guard.ts';
import type { ListenOptions } from '../listen-options.ts';
import type { Newcomers } from '../newcomers.ts';
import { closeCodes, OpenConnection } from './connection.ts';
import { mostMessageBytes } from './requests.ts';

const openPath = /^\/open\/([A-Za-z0-9_-]{22})$/;

/** Time in which a program must say who it is; being let in may take longer. */
const joinWithinMs = 20_000;
/** Interval of pings; a connection that answers none within another is dead. */
const pingEveryMs = 15_000;

/** Parts of a listener that the open wire needs. */
export interface Gate extends Pick<ListenOptions, 'sessions' | 'report'> {
  guard: HttpGuard;
  newcomers: Newcomers;
  identityOf: (address: string) => Identity;
}

/** WebSockets with JSON, at `/open/SESSION`, for programs in any language. */
export class OpenWire {
  readonly #gate: Gate;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: mostMessageBytes,
    perMessageDeflate: false,
    clientTracking: true,
  });

  constructor(http: HttpServer, gate: Gate) {
    this.#gate = gate;
    http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (request.url?.startsWith('/open/')) this.#upgrade(request, socket, head);
    });
  }

  /** Ends all connections, with a word. */
  close(): void {
    for (const socket of this.#server.clients) socket.close(1001, 'the server ends');
    this.#server.close();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { guard, newcomers } = this.#gate;
    const address = request.socket.remoteAddress ?? '';
    const session = openPath.exec(request.url ?? '')?.[1];
    const objection = objectionTo(request, guard);
    if (objection !== null) return turnAway(socket, 403, objection);
    if (session === undefined) return turnAway(socket, 404, 'The address is /open/ and the id of a session.');
    if (!newcomers.admits(address))
      return turnAway(socket, 429, 'Too many connections wait: try again in some seconds.');
    const settle = newcomers.enter(address);
    socket.once('close', settle);
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#open(opened, session, address, settle));
  }

  #open(socket: WebSocket, session: string, address: string, settle: () => void): void {
    const { sessions, report, identityOf } = this.#gate;
    const silent = setTimeout(() => socket.close(closeCodes.silent, 'join was not asked for'), joinWithinMs);
    socket.once('close', () => clearTimeout(silent));
    watchLife(socket);
    new OpenConnection(socket, {
      nowMs: () => Date.now(),
      newId: () => newId({ randomBytes }),
      open: async (member) => {
        const door = await sessions.open(session, false);
        if (!door)
          throw new EnsembleError('not-found', 'There is no such session here (any more): ask for a new link.');
        door.connect(member.transport, identityOf(address));
        member.greet();
        // From here on the session's own limits hold, also while the host is asked.
        clearTimeout(silent);
      },
      onJoined: settle,
      report,
    });
  }
}

/** Ends a connection that answers no ping. */
function watchLife(socket: WebSocket): void {
  let isAlive = true;
  const lives = () => {
    isAlive = true;
  };
  socket.on('pong', lives);
  socket.on('message', lives);
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, pingEveryMs);
  timer.unref();
  socket.once('close', () => clearInterval(timer));
}

const reasons: Record<number, string> = { 403: 'Forbidden', 404: 'Not Found', 429: 'Too Many Requests' };

function turnAway(socket: Duplex, status: number, words: string): void {
  const head = `HTTP/1.1 ${status} ${reasons[status]}\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\n`;
  socket.on('error', () => undefined);
  socket.end(`${head}content-length: ${Buffer.byteLength(words)}\r\n\r\n${words}`);
}
