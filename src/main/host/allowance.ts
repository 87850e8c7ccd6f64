import type { Environment } from '../../shared/core/environment.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { TokenBucket } from '../../shared/token-bucket.ts';

export interface AllowanceOptions {
  environment: Environment;
  /** Number that may come at once. */
  burst: number;
  perSecond: number;
  /** Message for a person who has used it up. */
  words: string;
}

/** Rate limit with a token bucket for each person. */
export class Allowance {
  readonly #options: AllowanceOptions;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(options: AllowanceOptions) {
    this.#options = options;
  }

  /** Takes one. Throws `too-fast` where there is none left. */
  take(person: string): void {
    const { environment, burst, perSecond, words } = this.#options;
    const nowMs = environment.nowMs();
    let bucket = this.#buckets.get(person);
    if (bucket === undefined) {
      bucket = new TokenBucket(burst, perSecond, nowMs);
      this.#buckets.set(person, bucket);
    }
    if (!bucket.take(1, nowMs)) throw new EnsembleError('too-fast', words);
  }
}
