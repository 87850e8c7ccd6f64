import type { Socket as TcpSocket } from 'node:net';
import type { Socket } from 'socket.io';
import { Encoder } from 'socket.io-msgpack-parser';
import type { Transport } from '../../src/shared/transport.ts';

const encoder = new Encoder();

/** A frame as the event `f`: the engine.io message, and the WebSocket frame around it. */
interface Packet {
  message: Buffer;
  framed: Buffer;
}

const packets = new WeakMap<Uint8Array, Packet>();

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
  let packet = packets.get(frame);
  if (!packet) {
    const data = ['f', Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)];
    const [message] = encoder.encode({ type: 2, data, nsp: '/' }) as unknown as [Buffer];
    packet = { message, framed: webSocketFrameOf(message) };
    packets.set(frame, packet);
  }
  return packet;
}

const webSocketIsOpen = 1;

interface WebSocketTransport {
  name: string;
  socket?: { readyState: number; _socket: TcpSocket | null };
}

/**
 * The TCP socket of a connection by WebSocket on which nothing of engine.io's own waits, or null. Frames are written to
 * it as they are: through the layers between, a frame costs twice the time for each of its receivers.
 */
function tcpSocketOf({ conn }: Socket): TcpSocket | null {
  const { name, socket } = conn.transport as unknown as WebSocketTransport;
  const waiting = (conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length > 0;
  if (name !== 'websocket' || waiting || conn.readyState !== 'open' || socket?.readyState !== webSocketIsOpen)
    return null;
  return socket._socket;
}

/** Who does not take what was said last within this is cut off. */
export const lastWordsMs = 1000;

/** A socket.io connection as a transport. It counts what the network has not taken, so that slow receivers are seen. */
export function socketTransport(socket: Socket): Transport {
  const { conn } = socket;
  let tcp: TcpSocket | null = null;
  let buffered = 0;
  const transport: Transport = {
    onFrame: () => undefined,
    onClose: () => undefined,
    onDrain: () => undefined,
    get bufferedBytes() {
      return buffered + (tcp?.writableLength ?? 0);
    },
    send(frame) {
      if (!socket.connected) return;
      const { message, framed } = packetOf(frame);
      const direct = tcpSocketOf(socket);
      if (direct) {
        if (direct !== tcp) direct.on('drain', () => transport.onDrain());
        tcp = direct;
        tcp.write(framed);
        return;
      }
      buffered += frame.length;
      conn.write(message as unknown as string, { compress: false });
    },
    close: () => {
      if (!socket.connected) return;
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
  socket.use(([event, frame]: unknown[]) => {
    if (event !== 'f') return;
    if (frame instanceof Uint8Array) transport.onFrame(frame);
    else transport.onFrame(frame instanceof ArrayBuffer ? new Uint8Array(frame) : new Uint8Array(0));
  });
  socket.on('disconnect', () => transport.onClose());
  return transport;
}
