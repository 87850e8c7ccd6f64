import type { Socket } from 'socket.io';
import { Encoder } from 'socket.io-msgpack-parser';
import type { Transport } from '../../src/shared/transport.ts';

const encoder = new Encoder();
const packets = new WeakMap<Uint8Array, Buffer>();

/** The engine.io message that carries a frame as the event `f`; made once, however many receivers it has. */
function packetOf(frame: Uint8Array): Buffer {
  let packet = packets.get(frame);
  if (!packet) {
    packet = (
      encoder.encode({
        type: 2,
        data: ['f', Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)],
        nsp: '/',
      }) as unknown as Buffer[]
    )[0]!;
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
      conn.write(packetOf(frame) as unknown as string, { compress: false });
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
