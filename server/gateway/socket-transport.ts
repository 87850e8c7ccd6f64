import type { Socket as TcpSocket } from 'node:net';
import type { Socket } from 'socket.io';
import { encodeEvent } from '../../src/shared/socket-parser.ts';
import type { Transport } from '../../src/shared/transport.ts';

/** A frame as the event `f`: the engine.io message, and the WebSocket frame around it. */
interface Packet {
  message: Uint8Array;
  framed: Buffer;
}

/** The frame that was sent last: it goes to all its receivers in turn. */
let lastFrame: Uint8Array | null = null;
let lastPacket: Packet | null = null;

/** The WebSocket frame of a whole binary message from a server (RFC 6455, section 5.2), in one piece for one write. */
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

/** Made once, however many receivers a frame has. */
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
 * The TCP socket of a connection by WebSocket on which nothing of engine.io's own waits, or null. Frames are written to
 * it as they are, from then on: through the layers between, a frame costs twice the time for each of its receivers.
 */
function tcpSocketOf({ conn }: Socket): TcpSocket | null {
  const { name, socket } = conn.transport as unknown as WebSocketTransport;
  const waiting = (conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length > 0;
  if (name !== 'websocket' || waiting || conn.readyState !== 'open' || socket?.readyState !== webSocketIsOpen)
    return null;
  return socket._socket;
}

/** Stops reading a connection by WebSocket, or goes on. By polling there is no more than one request at a time. */
function read({ conn }: Socket, goesOn: boolean): void {
  const { name, socket } = conn.transport as unknown as WebSocketTransport;
  if (name !== 'websocket' || socket?.readyState !== webSocketIsOpen) return;
  if (goesOn) socket.resume();
  else socket.pause();
  // The answer to a ping may stand behind what is not read.
  (conn as unknown as { pingTimeoutTimer: NodeJS.Timeout | null }).pingTimeoutTimer?.refresh();
}

/** Who does not take what was said last within this is cut off. */
export const lastWordsMs = 1000;

/** A socket.io connection as a transport. It counts what the network has not taken, so that slow receivers are seen. */
export function socketTransport(socket: Socket): Transport {
  const { conn } = socket;
  let tcp: TcpSocket | null = null;
  /** The direct way has not taken what it was given last. */
  let isCongested = false;
  let buffered = 0;
  const findDirectWay = () => {
    tcp = tcpSocketOf(socket);
    tcp?.on('drain', () => {
      isCongested = false;
      transport.onDrain();
    });
  };
  const transport: Transport = {
    onFrame: () => undefined,
    onClose: () => undefined,
    onDrain: () => undefined,
    get bufferedBytes() {
      return isCongested && tcp ? buffered + tcp.writableLength : buffered;
    },
    send(frame) {
      if (!socket.connected) return;
      const packet = packetOf(frame);
      if (!tcp) findDirectWay();
      if (tcp) {
        isCongested = !tcp.write(packet.framed);
        return;
      }
      buffered += frame.length;
      conn.write(packet.message as unknown as string, { compress: false });
    },
    read: (goesOn) => read(socket, goesOn),
    close: () => {
      if (!socket.connected) return;
      // Its end is heard where it is read.
      read(socket, true);
      // What was said last, such as the reason, goes out first.
      setImmediate(() => socket.disconnect(true));
      setTimeout(() => tcp?.destroy(), lastWordsMs).unref();
    },
  };
  conn.on('drain', () => {
    buffered = 0;
    transport.onDrain();
  });
  // Listeners are called a tick later, and not at all for what came right before the end, such as a farewell.
  socket.use(([, frame]: unknown[]) => transport.onFrame(frame as Uint8Array));
  // Said by socket.io of what its parser did not take; the connection is closed then.
  socket.on('error', () => undefined);
  socket.on('disconnect', () => transport.onClose());
  return transport;
}
