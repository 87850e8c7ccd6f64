/** Averages over this many seconds: short bursts, such as a format of a whole file, pass. */
const windowSeconds = 10;

/** Token buckets, one per kind, for one connection (https://en.wikipedia.org/wiki/Token_bucket). */
export class RateLimit {
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();

  /** Takes one token of the kind's bucket. Returns false when it is empty. */
  take(kind: string, perSecond: number, nowMs: number): boolean {
    const capacity = perSecond * windowSeconds;
    const bucket = this.#buckets.get(kind) ?? { tokens: capacity, atMs: nowMs };
    bucket.tokens = Math.min(capacity, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = nowMs;
    this.#buckets.set(kind, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }
}
