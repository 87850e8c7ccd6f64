import { EnsembleError } from '../../shared/core/errors.ts';

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

  /** Takes one call. Throws `too-fast` where there is none, with the seconds after which to try again. */
  mustTake(): void {
    const nowMs = this.#elapsedMs();
    this.#left = Math.min(burst, this.#left + ((nowMs - this.#filledMs) / 1000) * perSecond);
    this.#filledMs = nowMs;
    if (this.#left < 1) {
      const waitSeconds = Math.max(1, Math.ceil((1 - this.#left) / perSecond));
      throw new EnsembleError('too-fast', `Too many calls: wait ${waitSeconds} s, and ask for more at once.`);
    }
    this.#left -= 1;
  }
}
