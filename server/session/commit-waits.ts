/** Waits of those who need what came in before to be committed, however much comes in behind it. */
export class CommitWaits<Pending> {
  /** Entries that are on their way into the log now. */
  #inFlight: readonly Pending[] = [];
  #waits: { left: Set<Pending>; resolve: () => void }[] = [];

  /** Resolves once these entries and those on their way are committed, or never will be. */
  wait(pending: readonly Pending[]): Promise<void> {
    const left = new Set([...this.#inFlight, ...pending]);
    if (left.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waits.push({ left, resolve }));
  }

  /** Notes that a batch goes into the log. */
  began(batch: readonly Pending[]): void {
    this.#inFlight = batch;
  }

  /** Notes that this batch is through. */
  ended(): void {
    const batch = this.#inFlight;
    this.#inFlight = [];
    this.#tell(({ left }) => {
      for (const each of batch) left.delete(each);
      return left.size === 0;
    });
  }

  /** Ends all waits: what has not been committed is forgotten. */
  forget(): void {
    this.#inFlight = [];
    this.#tell(() => true);
  }

  #tell(isOver: (wait: { left: Set<Pending> }) => boolean): void {
    const waits = this.#waits;
    this.#waits = [];
    for (const wait of waits)
      if (isOver(wait)) wait.resolve();
      else this.#waits.push(wait);
  }
}
