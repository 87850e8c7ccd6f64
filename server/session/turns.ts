import type { Environment } from '../../src/shared/core/environment.ts';

/** Gives long work a turn each (round robin), with quick work in between. */
export class Turns {
  readonly #environment: Environment;
  readonly #waiting: (() => void)[] = [];
  #isDue = false;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Resolves when it is the caller's turn. */
  next(): Promise<void> {
    return new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      this.#arrange();
    });
  }

  #arrange(): void {
    if (this.#isDue || this.#waiting.length === 0) return;
    this.#isDue = true;
    this.#environment.setTimer(() => {
      this.#isDue = false;
      this.#waiting.shift()?.();
      this.#arrange();
    }, 0);
  }
}
