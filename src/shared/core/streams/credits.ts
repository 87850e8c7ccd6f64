import { limits } from '../version.ts';

/** Cost of a part beside its bytes: many small ones are dear to keep as well. */
const partOverheadBytes = 64;

/** The most bytes of one part: with its header it fits an entry. */
export const longestPartBytes = limits.inlineBodyBytes - 256;

/** Cost of the largest part: a receiver has always room for one. */
const mostPartCost = longestPartBytes + partOverheadBytes;

/** Room that a receiver has for what it was not yet asked to take. */
export const windowBytes = 128 * 1024;

/** What a part takes of the credit. */
export function costOf(part: Uint8Array): number {
  return part.length + partOverheadBytes;
}

/** Sender's side of the credit: what its receiver has room for. */
export class Credits {
  #bytes: number;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Takes in more credit, up to what anybody may have. */
  grant(bytes: number): void {
    this.#bytes = Math.min(limits.streamCreditBytes, this.#bytes + bytes);
  }

  /** Takes the cost of a part. Returns false, and takes nothing, where there is not enough. */
  take(cost: number): boolean {
    if (cost > this.#bytes) return false;
    this.#bytes -= cost;
    return true;
  }
}

/** Receiver's side of the credit: a window of bytes that may be on their way or wait here. */
export class CreditWindow {
  readonly #bytes: number;
  /** Granted, and not come yet. */
  #expected: number;
  /** Consumed, and not granted again. */
  #free = 0;

  /** The whole window counts as granted. */
  constructor(bytes: number = windowBytes) {
    this.#bytes = bytes;
    this.#expected = bytes;
  }

  /** Notes a part that has come. Returns false where its sender had no credit for it. */
  receive(cost: number): boolean {
    this.#expected -= cost;
    return this.#expected >= 0;
  }

  /** Notes that a part was consumed. Gives what is to be granted now, or 0: small parts share a grant. */
  consume(cost: number): number {
    this.#free += cost;
    // As long as no more than that is held back, the largest part has credit.
    if (this.#free < Math.min(this.#bytes / 2, this.#bytes - mostPartCost)) return 0;
    const granted = this.#free;
    this.#free = 0;
    this.#expected += granted;
    return granted;
  }
}
