import { limits } from '../version.ts';

/** Fixed cost of a part, beside its bytes: many small parts fill memory, too. */
const partOverheadBytes = 64;

/** Greatest size of a part: with its header it fits an entry. */
export const longestPartBytes = limits.inlineBodyBytes - 256;

/** Cost of the largest part: a receiver always has room for one. */
const mostPartCost = longestPartBytes + partOverheadBytes;

/** Size of a receive window: bytes on their way or waiting to be read. */
export const windowBytes = 128 * 1024;

/** Computes the credit that a part takes. */
export function costOf(part: Uint8Array): number {
  return part.length + partOverheadBytes;
}

/** Sender's side of the flow control: bytes that its receiver has room for. */
export class Credits {
  #bytes: number;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Adds credit, up to the limit of all streams. */
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

/** Receiver's side of the flow control: a window of bytes that are on their way or wait here. */
export class CreditWindow {
  #bytes: number;
  /** Bytes that were granted and have not come. */
  #expected: number;
  /** Bytes that were consumed, and not granted again yet. */
  #free = 0;

  /** The whole window counts as granted. */
  constructor(bytes: number = windowBytes) {
    this.#bytes = bytes;
    this.#expected = bytes;
  }

  /** Makes the window larger; the difference is to be granted now. */
  widen(bytes: number): void {
    this.#bytes += bytes;
    this.#expected += bytes;
  }

  /** Notes a part that has come. Returns false where its sender had no credit for it. */
  receive(cost: number): boolean {
    this.#expected -= cost;
    return this.#expected >= 0;
  }

  /** Notes that a part was consumed. Gives the bytes to grant now, or 0: small parts share a grant. */
  consume(cost: number): number {
    this.#free += cost;
    // Holding back less than this leaves credit for the largest part.
    if (this.#free < Math.min(this.#bytes / 2, this.#bytes - mostPartCost)) return 0;
    const granted = this.#free;
    this.#free = 0;
    this.#expected += granted;
    return granted;
  }
}
