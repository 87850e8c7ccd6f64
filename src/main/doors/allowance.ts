import type { Environment } from '../../shared/core/environment.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { type Rate, TokenBuckets } from '../../shared/token-buckets.ts';

export interface AllowanceOptions extends Rate {
  environment: Environment;
  /** Message for a person who has none left. */
  words: string;
}

/** Rate limit with a token bucket for each person. */
export class Allowance {
  readonly #options: AllowanceOptions;
  readonly #buckets = new TokenBuckets();

  constructor(options: AllowanceOptions) {
    this.#options = options;
  }

  /** Takes one. Throws `too-fast` where there is none left. */
  take(person: string): void {
    const { environment, words } = this.#options;
    if (!this.#buckets.take(person, this.#options, environment.nowMs())) throw new EnsembleError('too-fast', words);
  }
}
