import { EnsembleError } from '../../shared/core/errors.ts';

interface Waiting {
  start: () => void;
  signal: AbortSignal | undefined;
}

/**
 * Queue that runs one piece of work at a time, round robin over lanes: however much waits in one, the next of another
 * is soon done.
 */
export class FairLanes {
  /** Waiting work, the lane whose turn is next first. */
  readonly #waiting = new Map<string, Waiting[]>();
  #isBusy = false;

  /** Does the work when its turn has come. Rejects with `cancelled` when the signal came first, or as the work does. */
  async run<T>(lane: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#isBusy) await this.#wait(lane, signal);
    this.#isBusy = true;
    try {
      if (signal?.aborted) throw cancelled();
      return await work();
    } finally {
      this.#next();
    }
  }

  #wait(lane: string, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(lane) ?? [];
      waiting.push({ start: resolve, signal });
      this.#waiting.set(lane, waiting);
    });
  }

  #next(): void {
    for (const [lane, waiting] of this.#waiting) {
      this.#waiting.delete(lane);
      const next = waiting.shift();
      if (waiting.length > 0) this.#waiting.set(lane, waiting);
      // Still busy: work that comes in between waits in line.
      if (next) return next.start();
    }
    this.#isBusy = false;
  }
}

/** Message for work that is no longer wanted. */
export function cancelled(): EnsembleError {
  return new EnsembleError('cancelled', 'Cancelled.');
}
