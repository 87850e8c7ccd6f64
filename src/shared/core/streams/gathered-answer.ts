import { EnsembleError } from '../errors.ts';
import { limits } from '../version.ts';
import { CreditWindow, costOf, type WindowPace } from './credits.ts';

interface GatheredAnswerOptions {
  windowBytes: number;
  /** Size of the greatest answer that is taken. */
  mostBytes?: number;
  /** Adapts the window to the way on which it comes; null where it need not follow that. */
  pace?: WindowPace | null;
}

/** Bytes of an answer too large for one entry, as they come. */
export class GatheredAnswer {
  readonly #window: CreditWindow;
  readonly #parts: Uint8Array[] = [];
  readonly #mostBytes: number;
  #sizeBytes = 0;

  constructor({ windowBytes, mostBytes = limits.blobBytes, pace = null }: GatheredAnswerOptions) {
    this.#window = new CreditWindow(windowBytes, limits.answerCreditBytes, pace);
    this.#mostBytes = mostBytes;
  }

  /**
   * Takes the next bytes, and gives the credit to be granted for more, or 0. Throws where there was no credit for
   * these, or all are too many.
   */
  take(part: Uint8Array): number {
    const cost = costOf(part);
    this.#sizeBytes += part.length;
    if (this.#sizeBytes > this.#mostBytes)
      throw new EnsembleError('too-large', 'The host’s answer is too large to be taken here: ask for less at once.');
    if (!this.#window.receive(cost))
      throw new EnsembleError('too-large', 'The host sent more than was asked for, so its answer was not taken.');
    // Copied: the bytes are a view of their frame.
    this.#parts.push(part.slice());
    return this.#window.consume(cost);
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
