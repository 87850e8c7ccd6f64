import { countUpTo } from './moment-index.ts';

/** Stretches of a log that are shown, each after a seq: what is between them is not. */
export class Stretches {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #isOpen = false;
  #isFirst = true;

  /** Takes in the next entry by its seq. */
  note(seq: number, isShown: boolean): void {
    // An entry right before a later stretch, which was replaced since, was none of it; the first is all there was.
    if (isShown && !this.#isOpen) this.#starts.push(this.#isFirst ? 0 : seq - 1);
    if (isShown) this.#ends[this.#starts.length - 1] = seq;
    this.#isOpen = isShown;
    this.#isFirst = false;
  }

  /** Finds the seq of a stretch that is the last up to the given one; that of the first where there is none. */
  nearest(seq: number): number {
    const index = Math.max(0, countUpTo(this.#starts, seq - 1) - 1);
    return Math.max((this.#starts[index] ?? 0) + 1, Math.min(this.#ends[index] ?? 0, seq));
  }

  /** Stretches in their order, as (after, upTo]. */
  get all(): readonly (readonly [after: number, upTo: number])[] {
    return this.#starts.map((start, index) => [start, this.#ends[index]!]);
  }

  /** Seq after which the stretch of an entry begins. */
  startOf(seq: number): number {
    return this.#starts[countUpTo(this.#starts, seq - 1) - 1] ?? 0;
  }
}
