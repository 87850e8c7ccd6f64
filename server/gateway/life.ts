import type { Socket as TcpSocket } from 'node:net';
import type { Socket } from 'socket.io';

/** Bytes of any kind are looked for so often. */
const lookEveryMs = 5_000;
/** A connection of which nothing has come for so long, and that takes nothing either, is dead. */
const silentMs = 25_000;

/**
 * How long engine.io itself waits for the answer to its ping, which it must not decide by: over a slow network the answer
 * waits behind all that is on its way, in both directions, for longer than a living connection may be silent.
 */
export const noPingTimeoutMs = 24 * 3_600_000;

/** What a connection has done by now: bytes that came, and those that were taken while more waited. */
interface Doings {
  packets: number;
  cameBytes: number;
  takenBytes: number;
  waits: boolean;
}

function doingsOf(tcp: TcpSocket | undefined, packets: number): Doings {
  const waitingBytes = tcp?.writableLength ?? 0;
  return {
    packets,
    cameBytes: tcp?.bytesRead ?? 0,
    takenBytes: (tcp?.bytesWritten ?? 0) - waitingBytes,
    waits: waitingBytes > 0,
  };
}

/**
 * Whether a connection has lived between two looks. What the system takes at once says nothing of the other side, but it
 * takes more of what had to wait only when the other side has taken what was before.
 */
export function hasLived(before: Doings, after: Doings): boolean {
  const came = after.packets > before.packets || after.cameBytes > before.cameBytes;
  return came || (before.waits && after.takenBytes > before.takenBytes);
}

/** Ends a connection that is dead, whatever the network says. */
export function watchLife({ conn }: Pick<Socket, 'conn'>): void {
  let packets = 0;
  conn.on('packet', () => packets++);
  const tcp = () => (conn.transport as { socket?: { _socket?: TcpSocket } }).socket?._socket;
  let last = doingsOf(tcp(), packets);
  let livedMs = performance.now();
  const timer = setInterval(() => {
    const now = doingsOf(tcp(), packets);
    if (hasLived(last, now)) livedMs = performance.now();
    last = now;
    if (performance.now() - livedMs <= silentMs) return;
    // A farewell would wait for what will never be taken.
    conn.close(true);
    tcp()?.destroy();
  }, lookEveryMs);
  timer.unref();
  conn.once('close', () => clearInterval(timer));
}
