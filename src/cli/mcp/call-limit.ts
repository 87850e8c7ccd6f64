/** Calls at once, and further ones in a second: far above what a model makes. */
const burst = 200;
const perSecond = 20;

/** Limit of an agent's calls (token bucket): a model in a loop must not slow down anybody else. */
export class CallLimit {
  readonly #elapsedMs: () => number;
  #left = burst;
  #filledMs: number;

  constructor(elapsedMs: () => number) {
    this.#elapsedMs = elapsedMs;
    this.#filledMs = elapsedMs();
  }

  /** Takes one call. Gives the seconds after which to try again where there is none; 0 where it was there. */
  take(): number {
    const nowMs = this.#elapsedMs();
    this.#left = Math.min(burst, this.#left + ((nowMs - this.#filledMs) / 1000) * perSecond);
    this.#filledMs = nowMs;
    if (this.#left < 1) return Math.max(1, Math.ceil((1 - this.#left) / perSecond));
    this.#left -= 1;
    return 0;
  }
}
