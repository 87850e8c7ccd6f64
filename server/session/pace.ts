/** Sending may take up this share of the thread; what is above it is gathered into fewer, larger frames. */
const sendingShare = 0.15;
/** So much sending may come at once after a quiet time. */
const burstMs = 4;
const longestPauseMs = 36;

/**
 * How long a session waits between two flushes: not at all while there is time to send every entry by itself, and
 * longer the busier it is, so that entries share a commit and a frame.
 */
export class Pace {
  #creditMs = burstMs;
  #lastMs = 0;
  /** When the next flush may be. */
  notBeforeMs = 0;

  /** Notes a sending. The disk does not count: while it is waited for, entries gather by themselves. */
  sent(startedMs: number, endedMs: number): void {
    const earnedMs = (endedMs - this.#lastMs) * sendingShare;
    const creditMs = Math.min(burstMs, this.#creditMs + earnedMs) - (endedMs - startedMs);
    const pauseMs = Math.min(longestPauseMs, -creditMs / sendingShare);
    this.#creditMs = Math.max(creditMs, -longestPauseMs * sendingShare);
    this.#lastMs = endedMs;
    this.notBeforeMs = pauseMs > 0 ? endedMs + pauseMs : 0;
  }
}
