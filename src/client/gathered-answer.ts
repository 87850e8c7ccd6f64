import { EnsembleError } from '../shared/core/errors.ts';
import { CreditWindow, costOf } from '../shared/core/streams/credits.ts';
import { limits } from '../shared/core/version.ts';

/**
 * Most bytes of all answers together that may be on their way: enough for a distant host, few enough that the edits
 * behind them do not wait long on a slow network.
 */
const togetherBytes = 256 * 1024;

/** Bytes of an answer too large for one entry, as they come. */
export class GatheredAnswer {
  readonly #window = new CreditWindow(limits.answerCreditBytes);
  readonly #parts: Uint8Array[] = [];
  #sizeBytes = 0;
  /** Credit beyond the first, to be granted once. */
  #moreBytes: number;

  /**
   * `atOnce`: number of answers that are coming, which share the network and with it the room for bytes on their way.
   */
  constructor(atOnce: number) {
    this.#moreBytes = Math.max(0, Math.floor(togetherBytes / atOnce) - limits.answerCreditBytes);
    this.#window.widen(this.#moreBytes);
  }

  /**
   * Takes the next bytes, and gives the credit to be granted for more, or 0. Throws where there was no credit for
   * these.
   */
  take(part: Uint8Array): number {
    const cost = costOf(part);
    this.#sizeBytes += part.length;
    if (!this.#window.receive(cost) || this.#sizeBytes > limits.blobBytes)
      throw new EnsembleError('too-large', 'The host sent more than was asked for, so its answer was not taken.');
    // Copied: the bytes are a view of their frame.
    this.#parts.push(part.slice());
    const bytes = this.#window.consume(cost) + this.#moreBytes;
    this.#moreBytes = 0;
    return bytes;
  }

  /** Gives all bytes that came. */
  whole(): Uint8Array {
    const whole = new Uint8Array(this.#sizeBytes);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}
