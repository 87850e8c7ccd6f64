/**
 * Listeners by event name; the type argument maps names to values. One that throws stops neither the others nor the
 * emitting code.
 */
export class Emitter<Events extends Record<string, unknown>> {
  readonly #listeners: { [K in keyof Events]?: Set<(value: Events[K]) => void> } = {};
  readonly #onThrow: ((thrown: unknown) => void) | undefined;

  /** `onThrow` is called with errors of listeners; without it, the first is thrown once all have been called. */
  constructor(onThrow?: (thrown: unknown) => void) {
    this.#onThrow = onThrow;
  }

  /** Calls `listener` at each event of the name. Returns a function that stops it. */
  on<K extends keyof Events>(name: K, listener: (value: Events[K]) => void): () => void {
    const listeners = this.#listeners[name] ?? new Set();
    this.#listeners[name] = listeners;
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Says whether there is a listener for this. */
  isHeard(name: keyof Events): boolean {
    return (this.#listeners[name]?.size ?? 0) > 0;
  }

  emit<K extends keyof Events>(name: K, value: Events[K]): void {
    const errors: unknown[] = [];
    for (const listener of [...(this.#listeners[name] ?? [])]) {
      try {
        listener(value);
      } catch (thrown) {
        if (this.#onThrow) this.#onThrow(thrown);
        else errors.push(thrown);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
