import { TokenBucket } from '../../src/shared/token-bucket.ts';

/** Averages over this many seconds: short bursts, such as a format of a whole file, pass. */
const windowSeconds = 10;

/** A rate for each kind, for one connection. */
export class RateLimit {
  readonly #buckets = new Map<string, TokenBucket>();

  #bucket(kind: string, perSecond: number, nowMs: number): TokenBucket {
    let bucket = this.#buckets.get(kind);
    if (!bucket) {
      bucket = new TokenBucket(perSecond * windowSeconds, perSecond, nowMs);
      this.#buckets.set(kind, bucket);
    }
    return bucket;
  }

  /** Takes one token of the kind's bucket. Returns false when it is empty. */
  take(kind: string, perSecond: number, nowMs: number): boolean {
    return this.#bucket(kind, perSecond, nowMs).take(1, nowMs);
  }

  /** Takes one token in any case. */
  owe(kind: string, perSecond: number, nowMs: number): void {
    this.#bucket(kind, perSecond, nowMs).owe(1, nowMs);
  }

  /** How long it takes until there is a token of the kind. */
  waitMs(kind: string, perSecond: number, nowMs: number): number {
    return this.#bucket(kind, perSecond, nowMs).waitMs(nowMs);
  }
}
