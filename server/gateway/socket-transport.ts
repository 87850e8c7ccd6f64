import type { Socket as TcpSocket } from 'node:net';
import type { Socket } from 'socket.io';
import { encodeEvent } from '../../src/shared/socket-parser.ts';
import type { Transport } from '../../src/shared/transport.ts';

/** A frame as the event `f`: the engine.io message, and the WebSocket frame around it. */
interface Packet {
  message: Uint8Array;
  framed: Buffer;
}

/** Memo of the last frame's packet: it goes to all its receivers in turn. */
let lastFrame: Uint8Array | null = null;
let lastPacket: Packet | null = null;

/**
 * Makes the WebSocket frame of a whole binary message from a server (RFC 6455, section 5.2), in one piece for one
 * write.
 */
function webSocketFrameOf(message: Uint8Array): Buffer {
  const { length } = message;
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const framed = Buffer.allocUnsafe(start + length);
  framed[0] = 0x82;
  if (start === 2) framed[1] = length;
  else {
    framed[1] = start === 4 ? 126 : 127;
    if (start === 4) framed.writeUInt16BE(length, 2);
    else framed.writeBigUInt64BE(BigInt(length), 2);
  }
  framed.set(message, start);
  return framed;
}

/** Encodes a frame once, however many receivers it has. */
function packetOf(frame: Uint8Array): Packet {
  if (frame === lastFrame && lastPacket) return lastPacket;
  const message = encodeEvent(frame);
  lastFrame = frame;
  lastPacket = { message, framed: webSocketFrameOf(message) };
  return lastPacket;
}

const webSocketIsOpen = 1;

interface WebSocketTransport {
  name: string;
  socket?: { readyState: number; _socket: TcpSocket | null; pause(): void; resume(): void };
}

/**
 * Finds the TCP socket under a WebSocket connection; null while engine.io has data of its own waiting. Frames are then
 * written to it directly: through the layers between, a frame costs twice the time for each of its receivers.
 */
function tcpSocketOf({ conn }: Socket): TcpSocket | null {
  const { name, socket } = conn.transport as unknown as WebSocketTransport;
  const waiting = (conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length > 0;
  if (name !== 'websocket' || waiting || conn.readyState !== 'open' || socket?.readyState !== webSocketIsOpen)
    return null;
  return socket._socket;
}

/** Pauses or resumes reading of a WebSocket connection. By polling there is no more than one request at a time. */
function readOf({ conn }: Socket, goesOn: boolean): void {
  const { name, socket } = conn.transport as unknown as WebSocketTransport;
  if (name !== 'websocket' || socket?.readyState !== webSocketIsOpen) return;
  if (goesOn) socket.resume();
  else socket.pause();
  // A ping's answer may wait behind unread data, so its timeout must not end the connection.
  (conn as unknown as { pingTimeoutTimer: NodeJS.Timeout | null }).pingTimeoutTimer?.refresh();
}

/** Time for the last frames to be taken before the connection is cut off. */
export const lastWordsMs = 1000;

/**
 * A socket.io connection as a transport. It counts bytes that the network has not taken, so that slow receivers are
 * seen. A class, as each frame meets hundreds of them: objects with getters of their own have no shape in common, and
 * every access to them is a lookup by name.
 */
class SocketTransport implements Transport {
  onFrame: Transport['onFrame'] = () => undefined;
  onClose: Transport['onClose'] = () => undefined;
  onDrain: Transport['onDrain'] = () => undefined;
  readonly #socket: Socket;
  #tcp: TcpSocket | null = null;
  /** True while the TCP socket has not taken the last frame. */
  #isCongested = false;
  #buffered = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.conn.on('drain', () => {
      this.#buffered = 0;
      this.onDrain();
    });
    // Middleware is called at once; listeners are called a tick later, and miss a frame right before the end, such as a
    // farewell.
    socket.use(([, frame]: unknown[]) => this.onFrame(frame as Uint8Array));
    // The parser's refusals arrive here; socket.io closes the connection by itself.
    socket.on('error', () => undefined);
    socket.on('disconnect', () => this.onClose());
  }

  get bufferedBytes(): number {
    return this.#isCongested && this.#tcp ? this.#buffered + this.#tcp.writableLength : this.#buffered;
  }

  send(frame: Uint8Array): void {
    if (!this.#socket.connected) return;
    const packet = packetOf(frame);
    const tcp = this.#tcp ?? this.#findDirectWay();
    if (tcp) {
      this.#isCongested = !tcp.write(packet.framed);
      return;
    }
    this.#buffered += frame.length;
    this.#socket.conn.write(packet.message as unknown as string, { compress: false });
  }

  #findDirectWay(): TcpSocket | null {
    this.#tcp = tcpSocketOf(this.#socket);
    this.#tcp?.on('drain', () => {
      this.#isCongested = false;
      this.onDrain();
    });
    return this.#tcp;
  }

  read(goesOn: boolean): void {
    readOf(this.#socket, goesOn);
  }

  close(): void {
    if (!this.#socket.connected) return;
    // The end of the connection is only noticed while reading.
    this.read(true);
    // The last frames, such as the reason, go out first.
    setImmediate(() => this.#socket.disconnect(true));
    setTimeout(() => this.#tcp?.destroy(), lastWordsMs).unref();
  }
}

/** Wraps a socket.io connection as a transport. */
export const socketTransport = (socket: Socket): Transport => new SocketTransport(socket);
