import { EnsembleError } from '../../shared/core/errors.ts';
import { type Rate, TokenBuckets } from '../../shared/token-buckets.ts';

/** Most people who ask others about acts on the tree at a time: each keeps Git and the others busy. */
const mostOfAll = 10;
const rate: Rate = { burst: 12, perSecond: 0.2 };

/** Bounds the asking about acts on the tree: one of a person at a time, few of all, and not again and again. */
export class RunningAsks {
  readonly #askers = new Set<string>();
  readonly #often = new TokenBuckets();
  readonly #nowMs: () => number;

  constructor(nowMs = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Asks for somebody in their place. Throws `too-fast` where there is none. */
  async run<T>(person: string, ask: () => Promise<T>): Promise<T> {
    if (this.#askers.has(person))
      throw new EnsembleError('too-fast', 'You are asking already: cancel that first, or wait.');
    if (this.#askers.size >= mostOfAll)
      throw new EnsembleError('too-fast', `${mostOfAll} people are asking others just now: try again in a moment.`);
    if (!this.#often.take(person, rate, this.#nowMs()))
      throw new EnsembleError(
        'too-fast',
        'You have asked others very often, so they were not asked again. Try again in a minute.',
      );
    this.#askers.add(person);
    try {
      return await ask();
    } finally {
      this.#askers.delete(person);
    }
  }
}
