import type { Socket } from 'socket.io';
import { Encoder } from 'socket.io-msgpack-parser';
import type { Transport } from '../../src/shared/transport.ts';

const encoder = new Encoder();

interface Packet {
  message: Buffer;
  options: { compress: false; wsPreEncodedFrame: Buffer[] };
}

const packets = new WeakMap<Uint8Array, Packet>();

/** The WebSocket frame of a whole binary message from a server (RFC 6455, section 5.2), in one piece for one write. */
function webSocketFrameOf(message: Uint8Array): Buffer {
  const { length } = message;
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = 0x82;
  if (start === 2) frame[1] = length;
  else {
    frame[1] = start === 4 ? 126 : 127;
    if (start === 4) frame.writeUInt16BE(length, 2);
    else frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.set(message, start);
  return frame;
}

/**
 * The engine.io message that carries a frame as the event `f`, and its WebSocket frame, as socket.io's own broadcasts
 * make it: once, however many receivers there are.
 */
function packetOf(frame: Uint8Array): Packet {
  let packet = packets.get(frame);
  if (!packet) {
    const data = ['f', Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)];
    const [message] = encoder.encode({ type: 2, data, nsp: '/' }) as unknown as [Buffer];
    packet = { message, options: { compress: false, wsPreEncodedFrame: [webSocketFrameOf(message)] } };
    packets.set(frame, packet);
  }
  return packet;
}

/** A socket.io connection as a transport. It counts what the network has not taken, so that slow receivers are seen. */
export function socketTransport(socket: Socket): Transport {
  const { conn } = socket;
  let buffered = 0;
  const transport: Transport = {
    onFrame: () => undefined,
    onClose: () => undefined,
    onDrain: () => undefined,
    get bufferedBytes() {
      return buffered;
    },
    send(frame) {
      if (!socket.connected) return;
      buffered += frame.length;
      const { message, options } = packetOf(frame);
      conn.write(message as unknown as string, options);
    },
    close: () => {
      // What was said last, such as the reason, goes out first.
      if (socket.connected) setImmediate(() => socket.disconnect(true));
    },
  };
  conn.on('drain', () => {
    buffered = 0;
    transport.onDrain();
  });
  socket.on('f', (frame: unknown) => {
    if (frame instanceof Uint8Array) transport.onFrame(frame);
    else transport.onFrame(frame instanceof ArrayBuffer ? new Uint8Array(frame) : new Uint8Array(0));
  });
  socket.on('disconnect', () => transport.onClose());
  return transport;
}
