import type { TextMatch } from '../../shared/capabilities/search/methods.ts';
import type { Part } from '../../shared/session/contract.ts';

export type TellMatches = (part: Part<'search.text'>) => void;

/** A part fits a frame. */
const partLength = 8_000;
/** All parts together: what more is found comes with the result, which the asker's network takes at its own pace. */
const mostLength = 200_000;
/** The first matches go out at once; later ones gather a little. */
const pauseMs = 100;
/** Size of a range in a part, beside the text. */
const rangeLength = 30;

/** Tells matches of a search that goes on, in order, up to what may be told ahead of its result. */
export class EarlyMatches {
  readonly #tell: TellMatches | undefined;
  #waiting: TextMatch[] = [];
  #waitingLength = 0;
  #left = mostLength;
  #toldMs = Number.NEGATIVE_INFINITY;
  #isOver: boolean;

  /** @param tell nothing where the asker wants all of it in the result */
  constructor(tell: TellMatches | undefined) {
    this.#tell = tell;
    this.#isOver = tell === undefined;
  }

  /** Takes a match to be told. Returns false where it belongs into the result, and with it all that come after. */
  take(match: TextMatch): boolean {
    const length = match.preview.length + match.path.length + match.ranges.length * rangeLength;
    if (this.#isOver || length > partLength || length > this.#left) {
      this.#isOver = true;
      return false;
    }
    if (this.#waitingLength + length > partLength) this.tell();
    this.#left -= length;
    this.#waiting.push(match);
    this.#waitingLength += length;
    if (performance.now() - this.#toldMs > pauseMs) this.tell();
    return true;
  }

  /** Tells what waits. */
  tell(): void {
    if (this.#waiting.length === 0) return;
    this.#tell?.({ matches: this.#waiting });
    this.#waiting = [];
    this.#waitingLength = 0;
    this.#toldMs = performance.now();
  }
}
