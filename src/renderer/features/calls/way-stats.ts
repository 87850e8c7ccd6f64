import type { Measured } from './quality.ts';

interface Counted {
  received: number;
  lost: number;
  bytes: number;
  atMs: number;
}

const numberIn = (report: Record<string, unknown>, key: string): number => {
  const value = report[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
};

/** Measures the way of one connection by the browser's counters (webrtc-stats), from one reading to the next. */
export class WayStats {
  #before: Counted | null = null;

  /**
   * Reads the counters, of some of the connection's lines or of all; null before there are two readings with packets
   * between them.
   */
  read(report: Iterable<[string, Record<string, unknown>]>, mids?: ReadonlySet<string>): Measured | null {
    const now: Counted = { received: 0, lost: 0, bytes: 0, atMs: 0 };
    let roundTripMs = 0;
    let jitterMs = 0;
    for (const [, each] of report) {
      if (each.type === 'inbound-rtp' && (mids === undefined || mids.has(String(each.mid)))) {
        now.received += numberIn(each, 'packetsReceived');
        now.lost += numberIn(each, 'packetsLost');
        now.bytes += numberIn(each, 'bytesReceived');
        now.atMs = Math.max(now.atMs, numberIn(each, 'timestamp'));
        if (each.kind === 'audio') jitterMs = Math.max(jitterMs, numberIn(each, 'jitter') * 1000);
      }
      if (each.type === 'candidate-pair' && each.nominated === true)
        roundTripMs = Math.max(roundTripMs, numberIn(each, 'currentRoundTripTime') * 1000);
    }
    const before = this.#before;
    this.#before = now;
    if (before === null) return null;
    const received = now.received - before.received;
    const lost = Math.max(0, now.lost - before.lost);
    if (received + lost <= 0) return null;
    const passedMs = now.atMs - before.atMs;
    const bitsPerSecond = passedMs > 0 ? Math.max(0, ((now.bytes - before.bytes) * 8_000) / passedMs) : 0;
    return { roundTripMs, jitterMs, loss: lost / (received + lost), bitsPerSecond };
  }
}
