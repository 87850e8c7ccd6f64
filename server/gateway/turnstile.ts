import { EnsembleError } from '../../src/shared/core/errors.ts';

/**
 * Bounds each person's concurrent uses of a thing (a semaphore per person): some more wait for their turn, the rest are
 * refused.
 */
export class Turnstile {
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  readonly #waitMs: number;
  readonly #words: string;
  readonly #people = new Map<string, { inside: number; waiting: (() => void)[] }>();

  /** `words` are the refusal for somebody who comes too often. */
  constructor(atOnce: number, mostWaiting: number, waitMs: number, words: string) {
    this.#atOnce = atOnce;
    this.#mostWaiting = mostWaiting;
    this.#waitMs = waitMs;
    this.#words = words;
  }

  /** Resolves when it is this person's turn, with a function that ends it. Rejects with `too-fast`. */
  async enter(person: string): Promise<() => void> {
    const known = this.#people.get(person) ?? { inside: 0, waiting: [] };
    this.#people.set(person, known);
    if (known.inside < this.#atOnce) known.inside++;
    else {
      if (known.waiting.length >= this.#mostWaiting) throw new EnsembleError('too-fast', this.#words);
      await this.#turn(known.waiting);
    }
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = known.waiting.shift();
      if (next) return next();
      known.inside--;
      if (known.inside === 0) this.#people.delete(person);
    };
  }

  #turn(waiting: (() => void)[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(enter), 1);
        reject(new EnsembleError('too-fast', this.#words));
      }, this.#waitMs);
      const enter = () => {
        clearTimeout(timer);
        resolve();
      };
      waiting.push(enter);
    });
  }
}
