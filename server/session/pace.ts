/** What was measured counts for about this long. */
const memoryMs = 200;
const pauseFactor = 8;
const shortestPauseMs = 1;
const longestPauseMs = 40;

/**
 * How long a session waits between two flushes: not at all while there is time to flush every entry by itself, and ever
 * longer, so that entries share a commit and a frame, as that would take up this thread.
 */
export class Pace {
  #entriesPerMs = 0;
  #flushMs = 0;
  #lastMs = 0;
  /** When the next flush may be. */
  notBeforeMs = 0;

  /** Notes a flush, and what it cost. */
  flushed(entries: number, startedMs: number, endedMs: number): void {
    const sinceMs = Math.max(1, endedMs - this.#lastMs);
    const weight = Math.min(1, sinceMs / memoryMs);
    this.#lastMs = endedMs;
    this.#entriesPerMs += (entries / sinceMs - this.#entriesPerMs) * weight;
    this.#flushMs += (endedMs - startedMs - this.#flushMs) * weight;
    const load = this.#entriesPerMs * this.#flushMs;
    const pauseMs = pauseFactor * this.#flushMs * load * load;
    this.notBeforeMs = pauseMs < shortestPauseMs ? 0 : endedMs + Math.min(longestPauseMs, pauseMs);
  }
}
