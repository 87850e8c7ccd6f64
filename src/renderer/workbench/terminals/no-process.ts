import { TerminalProcess } from './terminal-process.ts';

/** Stands where a terminal would be that cannot be opened, and says why. */
export class NoProcess extends TerminalProcess {
  readonly #why: string;

  constructor(why: string) {
    super();
    this.#why = why;
  }

  async start() {
    return { message: this.#why };
  }

  shutdown(): void {}

  input(): void {}

  resize(): void {}
}
