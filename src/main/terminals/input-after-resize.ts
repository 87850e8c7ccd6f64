import type { Environment, TimerHandle } from '../../shared/core/environment.ts';

/** Time that a program gets to take on another size before it hears a key. */
export const restMs = 60;

/**
 * Input of a terminal, which waits for a moment after another size: a full-screen program that is told of the size while
 * it reads a key loses that key. In `less` three of four were lost.
 */
export class InputAfterResize {
  readonly #environment: Environment;
  readonly #write: (data: string) => void;
  #waiting = '';
  #timer: TimerHandle | null = null;

  constructor(environment: Environment, write: (data: string) => void) {
    this.#environment = environment;
    this.#write = write;
  }

  /** The program is told of another size now. More of these while input waits do not put it off. */
  resized(): void {
    this.#timer ??= this.#environment.setTimer(() => this.#goOn(), restMs);
  }

  write(data: string): void {
    if (this.#timer === null) this.#write(data);
    else this.#waiting += data;
  }

  #goOn(): void {
    this.#timer = null;
    const data = this.#waiting;
    this.#waiting = '';
    if (data !== '') this.#write(data);
  }

  close(): void {
    if (this.#timer !== null) this.#environment.clearTimer(this.#timer);
    this.#timer = null;
    this.#waiting = '';
  }
}
