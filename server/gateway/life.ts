import type { Socket as TcpSocket } from 'node:net';
import type { Socket } from 'socket.io';

/** Interval at which a connection is checked for bytes of any kind. */
const lookEveryMs = 5_000;
/** Time without a byte in either direction after which a connection is dead. */
const silentMs = 25_000;

/**
 * Timeout of engine.io's own ping, in effect off: over a slow network the answer waits behind everything on its way, in
 * both directions, for longer than a living connection may be silent.
 */
export const noPingTimeoutMs = 24 * 3_600_000;

/** Progress of a connection so far: bytes that came, and bytes that were taken while more waited. */
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
 * Says whether a connection was alive between two checks. Bytes that the system takes at once prove nothing about the
 * other side; bytes that had to wait do, since they are taken only after the other side has taken those before.
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
    // A farewell would queue behind bytes that will never be taken.
    conn.close(true);
    tcp()?.destroy();
  }, lookEveryMs);
  timer.unref();
  conn.once('close', () => clearInterval(timer));
}
