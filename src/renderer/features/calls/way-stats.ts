import type { Measured } from './quality.ts';

interface Counted {
  received: number;
  lost: number;
}

const numberIn = (report: Record<string, unknown>, key: string): number => {
  const value = report[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
};

/** Measures the way of one connection by the browser's counters (webrtc-stats), from one reading to the next. */
export class WayStats {
  #before: Counted | null = null;

  /** Reads the counters; null before there are two readings with packets between them. */
  read(report: Iterable<[string, Record<string, unknown>]>): Measured | null {
    const now = { received: 0, lost: 0 };
    let roundTripMs = 0;
    let jitterMs = 0;
    for (const [, each] of report) {
      if (each.type === 'inbound-rtp') {
        now.received += numberIn(each, 'packetsReceived');
        now.lost += numberIn(each, 'packetsLost');
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
    return received + lost <= 0 ? null : { roundTripMs, jitterMs, loss: lost / (received + lost) };
  }
}
