/**
 * Listeners by the name of what they listen for; the map of names to values is the type argument. One that throws keeps
 * no other from hearing, nor the teller from going on.
 */
export class Emitter<Events extends Record<string, unknown>> {
  readonly #listeners: { [K in keyof Events]?: Set<(value: Events[K]) => void> } = {};
  readonly #onThrow: ((thrown: unknown) => void) | undefined;

  /** `onThrow` hears what a listener throws; without it, the first of these is thrown once all have heard. */
  constructor(onThrow?: (thrown: unknown) => void) {
    this.#onThrow = onThrow;
  }

  /** Calls `listener` at each event of the name. Returns the way to stop. */
  on<K extends keyof Events>(name: K, listener: (value: Events[K]) => void): () => void {
    const listeners = this.#listeners[name] ?? new Set();
    this.#listeners[name] = listeners;
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Whether anybody listens for this. */
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
