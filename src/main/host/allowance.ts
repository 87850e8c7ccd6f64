import type { Environment } from '../../shared/environment.ts';
import { EnsembleError } from '../../shared/protocol/errors.ts';

export interface AllowanceOptions {
  environment: Environment;
  /** Number that may come at once. */
  burst: number;
  perSecond: number;
  /** Message for a person who has used it up. */
  words: string;
}

/** Rate limit, person by person (token bucket). */
export class Allowance {
  readonly #options: AllowanceOptions;
  readonly #used = new Map<string, { count: number; atMs: number }>();

  constructor(options: AllowanceOptions) {
    this.#options = options;
  }

  /** Takes one. Throws `too-fast` where there is none left. */
  take(person: string): void {
    const { environment, burst, perSecond, words } = this.#options;
    const nowMs = environment.nowMs();
    const last = this.#used.get(person) ?? { count: 0, atMs: nowMs };
    const count = Math.max(0, last.count - ((nowMs - last.atMs) / 1000) * perSecond);
    if (count + 1 > burst) throw new EnsembleError('too-fast', words);
    this.#used.set(person, { count: count + 1, atMs: nowMs });
  }
}
