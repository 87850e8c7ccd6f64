/** Those who wait until everything up to some seq was applied. */
export class SeqWaiters {
  #waiting: { seq: number; tell: () => void }[] = [];

  /** Resolves when `tell` is called with a rule that holds for this seq, or when the signal says so. */
  until(seq: number, signal?: AbortSignal): Promise<void> {
    return new Promise<void>((tell) => {
      const waiting = { seq, tell };
      this.#waiting.push(waiting);
      signal?.addEventListener('abort', () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        tell();
      });
    });
  }

  /** Ends the waiting of all for whose seq the rule holds. */
  tell(isOver: (seq: number) => boolean): void {
    const over = this.#waiting.filter(({ seq }) => isOver(seq));
    if (over.length === 0) return;
    this.#waiting = this.#waiting.filter(({ seq }) => !isOver(seq));
    for (const { tell } of over) tell();
  }
}
