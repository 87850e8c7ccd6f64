import { EnsembleError } from '../shared/core/errors.ts';
import { CreditWindow, costOf } from '../shared/core/streams/credits.ts';
import { limits } from '../shared/core/version.ts';
import type { LinkMeter } from './link-meter.ts';

/** Window of an answer where the way is not measured: that to a host on the same machine. */
const unmeasuredBytes = 256 * 1024;

/** Bytes of an answer too large for one entry, as they come. */
export class GatheredAnswer {
  readonly #window: CreditWindow;
  readonly #parts: Uint8Array[] = [];
  #sizeBytes = 0;

  /** `meter` measures the way on which it comes; null where its window need not follow that. */
  constructor(meter: LinkMeter | null) {
    const bytes = meter?.startBytes ?? unmeasuredBytes;
    this.#window = new CreditWindow(bytes, limits.answerCreditBytes, meter?.pace(limits.answerCreditBytes) ?? null);
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
