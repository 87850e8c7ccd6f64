import type { TextMatch } from '../../shared/capabilities/search/methods.ts';
import type { Down, HostStream } from '../../shared/session/contract.ts';

/** Length of a part, so that the first of many matches is soon shown. */
const partLength = 8_000;
/** The first matches go out at once; later ones gather a little. */
const pauseMs = 100;
/** Size of a range in a part, beside the text. */
const rangeLength = 30;
/** A match of more becomes several: a part has to fit an entry. */
const mostRanges = 500;
/** Matches that wait for their asker may have so many bytes; then the search waits as well. */
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

  /** Sends what waits. */
  tell(): void {
    if (this.#waiting.length === 0) return;
    const part: Down<'search.text'> = { matches: this.#waiting };
    this.#lastSent = this.#stream.send(part);
    // Who ends the search is told so by its signal.
    this.#lastSent.catch(() => undefined);
    this.#waiting = [];
    this.#waitingLength = 0;
    this.#toldMs = performance.now();
  }

  /** Null while there is room for more; where too much waits for the asker, resolves once it has gone out. */
  room(): Promise<void> | null {
    return this.#stream.unsentBytes > mostUnsentBytes ? this.#lastSent : null;
  }
}
