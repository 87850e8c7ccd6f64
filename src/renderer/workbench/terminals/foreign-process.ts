import type { ForeignTerminal, TerminalSurface } from '../ports/terminals.ts';
import { resetSequence } from './reset-sequence.ts';
import { TerminalProcess } from './terminal-process.ts';

/** A terminal that runs elsewhere: what comes from there is shown, what is typed is handed on. */
export class ForeignProcess extends TerminalProcess {
  readonly #terminal: ForeignTerminal;
  readonly #guarded: Promise<void>;
  #stop: (() => void) | null = null;
  #decoder = new TextDecoder();
  #isOver = false;
  #writing: Promise<void>;

  /** `guarded` resolves when the screen does no more than it may: nothing is shown before. */
  constructor(terminal: ForeignTerminal, guarded: Promise<void>) {
    super();
    this.#terminal = terminal;
    this.#guarded = guarded;
    this.#writing = guarded;
  }

  async start(): Promise<undefined> {
    this.ready.fire({ pid: -1, cwd: '', windowsPty: undefined });
    void this.#guarded.then(() => {
      if (!this.#isOver) this.#stop = this.#terminal.start(this.#surface());
    });
    return undefined;
  }

  #surface(): TerminalSurface {
    return {
      begin: ({ columns, rows }, output) => {
        this.#decoder = new TextDecoder();
        this.fitsOnly(columns, rows);
        this.#say(resetSequence + this.#decoder.decode(output, { stream: true }));
      },
      write: (output) => this.#say(this.#decoder.decode(output, { stream: true })),
      resize: ({ columns, rows }) => this.fitsOnly(columns, rows),
      end: (words) => this.#say(`\x1b[0m\r\n\x1b[2m${words}\x1b[0m\r\n`),
    };
  }

  #say(text: string): void {
    this.#writing = this.#writing.then(() => this.shown(text));
  }

  input(data: string): void {
    this.#terminal.onInput(data);
  }

  resize(): void {}

  override fitted(columns: number, rows: number): void {
    this.#terminal.onFit({ columns, rows });
  }

  shutdown(): void {
    this.#isOver = true;
    this.#stop?.();
    this.#stop = null;
    setTimeout(() => this.exit.fire(undefined));
  }
}
