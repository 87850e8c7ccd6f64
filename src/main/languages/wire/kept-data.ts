/** Most messages of which opaque parts are kept for one window. */
const mostMessages = 300;
/** Most parts in all. */
const mostParts = 100_000;

/**
 * Parts of a server's answers that only it understands, such as the `data` of a completion. They stay here, and the
 * window gets a number: nothing of this machine is told by them, and nothing comes back that the server has not said.
 */
export class KeptData {
  readonly #messages = new Map<number, unknown[]>();
  #last = 0;
  #parts = 0;

  /** Begins with the next message. Gives a function that keeps a part of it. */
  begin(): (value: unknown) => string {
    const parts: unknown[] = [];
    const number = ++this.#last;
    return (value) => {
      if (parts.length === 0) this.#messages.set(number, parts);
      parts.push(value);
      this.#parts++;
      this.#bound(number);
      return `${number}:${parts.length - 1}`;
    };
  }

  #bound(present: number): void {
    for (const [number, parts] of this.#messages) {
      if (number === present || (this.#messages.size <= mostMessages && this.#parts <= mostParts)) return;
      this.#messages.delete(number);
      this.#parts -= parts.length;
    }
  }

  /** Gives a part again; undefined where it is kept no more, or never was. */
  get(handle: unknown): unknown {
    if (typeof handle !== 'string') return undefined;
    const [number = '', index = ''] = handle.split(':');
    return this.#messages.get(Number(number))?.[Number(index)];
  }
}
