import { TokenBucket } from './token-bucket.ts';

/** Limit of a rate: an amount at once, and an amount a second after. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Gives a rate over ten seconds together, so that a short burst, such as a format of a whole file, passes. */
export const overTenSeconds = (perSecond: number): Rate => ({ burst: 10 * perSecond, perSecond });

/** Size below which a map is not pruned. */
const leastPruned = 64;

/** Token buckets by key. Full ones are dropped as others come, since a new one stands for the same. */
export class TokenBuckets {
  readonly #buckets = new Map<string, TokenBucket>();
  #pruneAtSize = leastPruned;

  /** Number of buckets in memory. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Gives the bucket of a key. It is for use at once: a full one may be dropped later. */
  of(key: string, { burst, perSecond }: Rate, nowMs: number): TokenBucket {
    const kept = this.#buckets.get(key);
    if (kept) return kept;
    if (this.#buckets.size >= this.#pruneAtSize) this.#prune(nowMs);
    const bucket = new TokenBucket(burst, perSecond, nowMs);
    this.#buckets.set(key, bucket);
    return bucket;
  }

  /** Takes one from the bucket of a key. Returns false, and takes nothing, when it is empty. */
  take(key: string, rate: Rate, nowMs: number): boolean {
    return this.of(key, rate, nowMs).take(1, nowMs);
  }

  /** Drops the full ones; the next time comes when the map has doubled, so that each addition costs the same. */
  #prune(nowMs: number): void {
    for (const [key, bucket] of this.#buckets) if (bucket.isFull(nowMs)) this.#buckets.delete(key);
    this.#pruneAtSize = Math.max(leastPruned, 2 * this.#buckets.size);
  }
}
