import { io, type ManagerOptions, type SocketOptions } from 'socket.io-client';
import { EnsembleError } from '../shared/core/errors.ts';
import { clientParser } from '../shared/socket-parser.ts';
import type { Transport } from '../shared/transport.ts';
import type { Dial } from './link.ts';

/** Credentials shown at the door, before any frame. */
export interface DoorAuth {
  session: string;
  /**
   * session: the log of a session. workspace: the host itself, for its own windows. replay: the recorded past of a
   * session.
   */
  channel: 'session' | 'workspace' | 'replay';
  /** The token of a private listener or of a team's server: its bearer is the owner. */
  token?: string;
  /** The owner's person, with a token. */
  person?: string;
  /** One recording of a session, at the channel `replay`; without it, all of its past. */
  recording?: string;
  /** Secret of a link to one recording, at the channel `replay`, in place of a token. */
  link?: string;
}

/**
 * Dials by socket.io: WebSocket, and polling where that is blocked. Framing only: links come back by our own rules.
 * Rejects with `not-permitted` where the door does not let its bearer in.
 */
export function socketDial(url: string, auth: DoorAuth, options: Partial<ManagerOptions & SocketOptions> = {}): Dial {
  return () =>
    new Promise((resolve, reject) => {
      const socket = io(url, {
        ...options,
        auth,
        parser: clientParser,
        forceNew: true,
        reconnection: false,
        transports: ['websocket', 'polling'],
        tryAllTransports: true,
        timeout: 10_000,
      });
      let buffered = 0;
      const transport: Transport = {
        onFrame: () => undefined,
        onClose: () => undefined,
        onDrain: () => undefined,
        get bufferedBytes() {
          // Engine.io calls a packet sent once the WebSocket has it, which counts what the network has not taken.
          const { ws } = (socket.io.engine?.transport ?? {}) as { ws?: { bufferedAmount: number } };
          return buffered + (ws?.bufferedAmount ?? 0);
        },
        send(frame) {
          if (!socket.connected) return;
          buffered += frame.length;
          socket.emit('f', frame);
        },
        close: () => void socket.disconnect(),
      };
      socket.on('connect', () => {
        socket.io.engine.on('drain', () => {
          buffered = 0;
          transport.onDrain();
        });
        resolve(transport);
      });
      socket.on('connect_error', (error) => {
        // Only an answer of the door itself has room for data.
        const isRefused = 'data' in error;
        socket.disconnect();
        reject(isRefused ? new EnsembleError('not-permitted', error.message) : error);
      });
      socket.on('f', (frame: Uint8Array) => transport.onFrame(frame));
      socket.on('disconnect', () => {
        transport.onClose();
        // Before `connect` nobody has the transport yet; after it this changes nothing.
        reject(new Error('The connection broke while it was being made.'));
      });
    });
}
