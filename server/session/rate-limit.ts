import { TokenBucket } from '../../src/shared/token-bucket.ts';

/** Averages over this many seconds: short bursts, such as a format of a whole file, pass. */
const windowSeconds = 10;

/** A rate for each kind, for one connection. */
export class RateLimit {
  readonly #buckets = new Map<string, TokenBucket>();

  /** Takes one token of the kind's bucket. Returns false when it is empty. */
  take(kind: string, perSecond: number, nowMs: number): boolean {
    let bucket = this.#buckets.get(kind);
    if (!bucket) {
      bucket = new TokenBucket(perSecond * windowSeconds, perSecond, nowMs);
      this.#buckets.set(kind, bucket);
    }
    return bucket.take(1, nowMs);
  }
}
