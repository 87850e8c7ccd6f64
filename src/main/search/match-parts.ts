import type { TextMatch } from '../../shared/capabilities/search/methods.ts';
import type { Down, HostStream } from '../../shared/session/contract.ts';

/** Length of a part: short, so that the first of many matches is soon shown. */
const partLength = 8_000;
/** Time for which later matches gather; the first go out at once. */
const pauseMs = 100;
/** Size of a range in a part, beside the text. */
const rangeLength = 30;
/** Number of ranges above which a match is sent as several: a part has to fit an entry. */
const mostRanges = 500;
/** Size of waiting parts above which the search itself waits (backpressure). */
const mostUnsentBytes = 1024 * 1024;

/** Sends the matches of a search that goes on, in order and in parts. */
export class MatchParts {
  readonly #stream: HostStream<'search.text'>;
  #waiting: TextMatch[] = [];
  #waitingLength = 0;
  #toldMs = Number.NEGATIVE_INFINITY;
  #lastSent: Promise<void> = Promise.resolve();

  constructor(stream: HostStream<'search.text'>) {
    this.#stream = stream;
  }

  /** Takes a match to be sent. */
  take(match: TextMatch): void {
    for (let at = 0; at < match.ranges.length; at += mostRanges)
      this.#takeOne({ ...match, ranges: match.ranges.slice(at, at + mostRanges) });
  }

  #takeOne(match: TextMatch): void {
    const length = match.preview.length + match.path.length + match.ranges.length * rangeLength;
    if (this.#waitingLength + length > partLength) this.tell();
    this.#waiting.push(match);
    this.#waitingLength += length;
    if (performance.now() - this.#toldMs > pauseMs) this.tell();
  }

  /** Sends the waiting matches. */
  tell(): void {
    if (this.#waiting.length === 0) return;
    const part: Down<'search.text'> = { matches: this.#waiting };
    this.#lastSent = this.#stream.send(part);
    // The end of a stream reaches the search by its signal.
    this.#lastSent.catch(() => undefined);
    this.#waiting = [];
    this.#waitingLength = 0;
    this.#toldMs = performance.now();
  }

  /** Gives null while there is room for more; else resolves once the waiting parts have gone out. */
  room(): Promise<void> | null {
    return this.#stream.unsentBytes > mostUnsentBytes ? this.#lastSent : null;
  }
}
