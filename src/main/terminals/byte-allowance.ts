import type { Environment } from '../../shared/core/environment.ts';

/** Bytes that may pass in a second, and more of them after a quiet time (a leaky bucket). */
export class ByteAllowance {
  readonly #environment: Environment;
  readonly #perSecond: number;
  readonly #burst: number;
  #owed = 0;
  #atMs: number;

  constructor(environment: Environment, perSecond: number, burst: number) {
    this.#environment = environment;
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#atMs = environment.elapsedMs();
  }

  /** Counts bytes that pass. Gives how many are too many by now; 0 for none. */
  excessAfter(bytes: number): number {
    const nowMs = this.#environment.elapsedMs();
    this.#owed = Math.max(0, this.#owed - ((nowMs - this.#atMs) / 1000) * this.#perSecond) + bytes;
    this.#atMs = nowMs;
    return Math.max(0, this.#owed - this.#burst);
  }
}
