/** Most characters of a server's words that are kept, and of one piece. */
const mostKept = 200_000;
const mostPiece = 16_000;
/** Most characters that are taken in within a second. */
const mostPerSecond = 100_000;

/** A server's own words, the newest of them kept. */
export class Words {
  readonly #listeners = new Set<(text: string) => void>();
  #kept: string[] = [];
  #length = 0;
  #second = 0;
  #inSecond = 0;
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Adds words. More than a person could read in a second are left out, and that is said. */
  add(text: string): void {
    const second = Math.floor(this.#nowMs() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#inSecond = 0;
    }
    if (this.#inSecond > mostPerSecond) return;
    this.#inSecond += text.length;
    this.#put(this.#inSecond > mostPerSecond ? '… (more is left out: it says too much at once)\n' : text);
  }

  #put(text: string): void {
    for (let at = 0; at < text.length; at += mostPiece) {
      const piece = text.slice(at, at + mostPiece);
      this.#kept.push(piece);
      this.#length += piece.length;
      for (const listener of this.#listeners) listener(piece);
    }
    while (this.#length > mostKept) this.#length -= this.#kept.shift()!.length;
  }

  /** Words that are kept. */
  get kept(): readonly string[] {
    return this.#kept;
  }

  /** Calls the listener with words to come. Returns a function that stops it. */
  listen(listener: (text: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
