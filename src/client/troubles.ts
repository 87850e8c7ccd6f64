/** Occurrences after which an error does not go away by itself. */
const mostTimes = 3;
/** Most different errors that are counted; beyond these the oldest is forgotten. */
const mostKinds = 100;

/** Errors inside a client that must not end it: isolated and counted, so that none repeats in silence for ever. */
export class Troubles {
  readonly #report: ((message: string) => void) | undefined;
  readonly #say: (message: string) => void;
  readonly #times = new Map<string, number>();

  /** `report` is called with each error, with its stack, until it has come too often; then `say`, once. */
  constructor(report: ((message: string) => void) | undefined, say: (message: string) => void) {
    this.#report = report;
    this.#say = say;
  }

  /** Runs a function whose failure must not affect anything else. */
  isolate(run: () => void): void {
    try {
      run();
    } catch (thrown) {
      this.note(thrown);
    }
  }

  /** Counts an error; the same one elsewhere is another. */
  note(thrown: unknown, where = ''): void {
    const { message = String(thrown), stack = message } = (thrown ?? {}) as Partial<Error>;
    const name = `${message} ${where}`;
    const times = (this.#times.get(name) ?? 0) + 1;
    this.#times.delete(name);
    this.#times.set(name, times);
    if (this.#times.size > mostKinds) this.#times.delete(this.#times.keys().next().value!);
    if (times <= mostTimes) this.#report?.(stack);
    if (times === mostTimes) this.#say(message);
  }
}
