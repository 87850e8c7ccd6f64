import type { WindowPace } from '../shared/core/streams/credits.ts';

/** Time that bytes of one stream may wait on the way before edits behind them: the queue that is allowed. */
const queueMs = 100;
/** Window before anything was measured, and bounds of any. */
const firstBytes = 32 * 1024;
const [leastBytes, mostBytes] = [8 * 1024, 512 * 1024];
/** Shortest time that counts: a clock may stand still for a round on one machine. */
const leastRoundMs = 0.5;
/** Time after which the shortest round trip is measured anew: the way may have become another. */
const periodMs = 30_000;
/** Part of a period in which windows are small, so that the way shows itself without queues, as in BBR. */
const probeMs = 300;
/** Time without bytes after which a stream has no share of the way. */
const idleMs = 1_000;

/**
 * Measures the way from the host to this window, so that the windows of streams hold as much as it drains in a moment: a
 * delay-based congestion control, as LEDBAT's. The delivery rate times the shortest round trip is under way in any
 * case; what comes on top waits in queues, and edits behind it do as well.
 */
export class LinkMeter {
  readonly #elapsedMs: () => number;
  /** Shortest rounds of this period and of the one before. */
  #shortestMs = Number.POSITIVE_INFINITY;
  #shortestBeforeMs = Number.POSITIVE_INFINITY;
  #periodFromMs = Number.NEGATIVE_INFINITY;
  #lastBytes = firstBytes;
  /** Times at which bytes of each stream last came. */
  readonly #active = new Map<object, number>();

  /** `elapsedMs` is a steady clock. */
  constructor(elapsedMs: () => number) {
    this.#elapsedMs = elapsedMs;
  }

  /** Size with which the window of a new stream begins: a share, where others flow. */
  get startBytes(): number {
    const sinceMs = this.#elapsedMs() - idleMs;
    for (const [stream, atMs] of this.#active) if (atMs < sinceMs) this.#active.delete(stream);
    return Math.max(leastBytes, Math.round(this.#lastBytes / (1 + this.#active.size)));
  }

  /** Forgets what was measured: the next connection may be another way. */
  restart(): void {
    this.#shortestMs = Number.POSITIVE_INFINITY;
    this.#shortestBeforeMs = Number.POSITIVE_INFINITY;
    this.#lastBytes = firstBytes;
  }

  /** Begins the measurement of a round trip, and gives the function that ends it. */
  roundTrip(): () => void {
    const beganMs = this.#elapsedMs();
    return () => void this.#noteRound(beganMs);
  }

  #noteRound(beganMs: number): number {
    const nowMs = this.#elapsedMs();
    const roundMs = Math.max(leastRoundMs, nowMs - beganMs);
    if (nowMs - this.#periodFromMs > periodMs) {
      this.#periodFromMs = nowMs;
      this.#shortestBeforeMs = this.#shortestMs;
      this.#shortestMs = Number.POSITIVE_INFINITY;
    }
    this.#shortestMs = Math.min(this.#shortestMs, roundMs);
    return roundMs;
  }

  #windowAt(bytesPerMs: number): number {
    const pathMs = Math.min(this.#shortestMs, this.#shortestBeforeMs);
    return Math.round(Math.min(mostBytes, Math.max(leastBytes, bytesPerMs * (pathMs + queueMs))));
  }

  get #isProbing(): boolean {
    return this.#elapsedMs() - this.#periodFromMs < probeMs && this.#shortestBeforeMs < Number.POSITIVE_INFINITY;
  }

  /** Gives the pace of a new stream's window, whose sender begins with so much credit. */
  pace(creditBytes: number): WindowPace {
    const stream = {};
    let windowBytes = this.startBytes;
    let [granted, received] = [creditBytes, 0];
    /** A grant whose last byte is waited for: the bytes before it were on their way, or free to be, at its time. */
    let mark: { granted: number; received: number; atMs: number; isProbe: boolean } | null = null;
    return {
      granted: (bytes) => {
        granted += bytes;
        mark ??= { granted, received, atMs: this.#elapsedMs(), isProbe: this.#isProbing };
      },
      received: (bytes) => {
        received += bytes;
        this.#active.set(stream, this.#elapsedMs());
        if (mark && received >= mark.granted) {
          const bytesPerMs = (received - mark.received) / this.#noteRound(mark.atMs);
          if (!mark.isProbe) windowBytes = this.#windowAt(bytesPerMs);
          this.#lastBytes = windowBytes;
          mark = null;
        }
        return this.#isProbing ? leastBytes : windowBytes;
      },
    };
  }
}
