import { limits } from '../version.ts';

/** Fixed cost of a part, beside its bytes: many small parts fill memory, too. */
const partOverheadBytes = 64;

/** Greatest size of a part: with its header it fits an entry. */
export const longestPartBytes = limits.inlineBodyBytes - 256;

/** Size of a receive window where nothing is measured: bytes on their way or waiting to be read. */
export const windowBytes = 128 * 1024;

/** Least room worth a grant of its own, while other credit is left. */
const leastGrantBytes = 4 * 1024;

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

  /** Credit that is left; at or below 0 after a part that was larger than it. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds credit, up to the limit of all streams. */
  grant(bytes: number): void {
    this.#bytes = Math.min(limits.streamCreditBytes, this.#bytes + bytes);
  }

  /**
   * Takes the cost of a part, which may go beyond the credit once: so any part fits the smallest window. Returns false,
   * and takes nothing, where none is left.
   */
  take(cost: number): boolean {
    if (this.#bytes <= 0) return false;
    this.#bytes -= cost;
    return true;
  }
}

/** Adapts a receive window to the link on which its bytes come. */
export interface WindowPace {
  /** Notes a grant that goes out now. */
  granted(bytes: number): void;
  /** Notes bytes that have come. Gives the size that the window should have from now on. */
  received(bytes: number): number;
}

/** Receiver's side of the flow control: a window of bytes that are on their way or wait here. */
export class CreditWindow {
  #bytes: number;
  /** Bytes that were granted and have not come; below 0 after a part larger than the credit that was left. */
  #expected: number;
  /** Bytes that have come and were not consumed. */
  #waiting = 0;
  readonly #pace: WindowPace | null;

  /** `granted` is the credit with which the sender begins. */
  constructor(bytes: number = windowBytes, granted: number = bytes, pace: WindowPace | null = null) {
    this.#bytes = bytes;
    this.#expected = granted;
    this.#pace = pace;
  }

  /** Notes a part that has come. Returns false where its sender had no credit for it. */
  receive(cost: number): boolean {
    if (this.#expected <= 0) return false;
    this.#expected -= cost;
    this.#waiting += cost;
    if (this.#pace) this.#bytes = this.#pace.received(cost);
    return true;
  }

  /** Notes that a part was consumed. Gives the bytes to grant now, or 0: small parts share a grant. */
  consume(cost: number): number {
    this.#waiting -= cost;
    const room = this.#bytes - this.#expected - this.#waiting;
    const isWorthIt = this.#expected <= 0 || room >= Math.max(leastGrantBytes, this.#bytes / 4);
    if (room <= 0 || !isWorthIt) return 0;
    this.#expected += room;
    this.#pace?.granted(room);
    return room;
  }
}
