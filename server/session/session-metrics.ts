import type { Counter, Histogram, Metrics } from '../../src/shared/metrics.ts';

const delayBoundsMs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000];

/** Metrics of a server's sessions, all of them together. */
export class SessionMetrics {
  readonly #entries: Counter;
  readonly #fanOutDelay: Histogram;

  constructor(metrics: Metrics) {
    this.#entries = metrics.counter('ensemble_entries_committed_total', 'Entries that the log has taken.');
    this.#fanOutDelay = metrics.histogram(
      'ensemble_fan_out_delay_ms',
      'Time from the moment an entry was let in until it was handed to all connections, in milliseconds.',
      delayBoundsMs,
    );
  }

  /** Notes a batch that all connections have been handed, by the times at which its entries were let in. */
  fannedOut(enteredMs: readonly number[], nowMs: number): void {
    this.#entries.add(enteredMs.length);
    for (const each of enteredMs) this.#fanOutDelay.record(nowMs - each);
  }
}
