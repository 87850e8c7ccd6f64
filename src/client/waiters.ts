import type { EnsembleError } from '../shared/core/errors.ts';

interface Waiting {
  isSo: () => boolean;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Conditions of a session that callers wait for, for as long as the session may fulfil them. */
export class Waiters {
  readonly #waiting = new Set<Waiting>();
  #end: EnsembleError | null = null;

  /**
   * Resolves once it is so, or when the signal says so. Rejects when the session ends before, or has ended, and with
   * errors of `isSo`.
   */
  async until(isSo: () => boolean, signal?: AbortSignal): Promise<void> {
    if (isSo() || signal?.aborted) return;
    if (this.#end) throw this.#end;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting = { isSo, resolve, reject };
    this.#waiting.add(waiting);
    const stop = () => resolve();
    signal?.addEventListener('abort', stop);
    try {
      await promise;
    } finally {
      this.#waiting.delete(waiting);
      // A signal may outlive many waits.
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Checks the conditions after a change. */
  look(): void {
    for (const waiting of [...this.#waiting]) {
      try {
        if (!waiting.isSo()) continue;
        waiting.resolve();
      } catch (thrown) {
        waiting.reject(thrown);
      }
      this.#waiting.delete(waiting);
    }
  }

  /** Rejects the rest: the session has ended. */
  end(error: EnsembleError): void {
    this.look();
    this.#end ??= error;
    for (const { reject } of this.#waiting) reject(error);
    this.#waiting.clear();
  }
}
