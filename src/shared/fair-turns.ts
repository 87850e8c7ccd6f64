import { EnsembleError } from './core/errors.ts';

export interface FairTurnsOptions {
  /** Most pieces of work at a time, and most of one person. */
  readonly atOnce: number;
  readonly ofOne: number;
  /** Most waiting pieces of work of one person; more are turned down. */
  readonly waitingOfOne: number;
  /** Name of the waiting work, for people: "searches". */
  readonly things: string;
}

interface Line {
  running: number;
  /** Number of the turn in which it was served last; 0 for never. */
  served: number;
  readonly waiting: (() => void)[];
}

/**
 * Bounds concurrent work (a fair semaphore). People have their turns one after another, however much each of them asks
 * for.
 */
export class FairTurns {
  readonly #options: FairTurnsOptions;
  readonly #lines = new Map<string, Line>();
  #running = 0;
  #served = 0;

  constructor(options: FairTurnsOptions) {
    this.#options = options;
  }

  /**
   * Does somebody's work when its turn has come.
   * @throws EnsembleError `cancelled` when the signal came first, `too-fast` when too much of theirs waits; errors of
   * the work
   */
  async take<R>(who: string, signal: AbortSignal, work: () => Promise<R>): Promise<R> {
    const line = this.#lines.get(who) ?? { running: 0, served: 0, waiting: [] };
    this.#lines.set(who, line);
    try {
      if (this.#hasRoom(line)) this.#begin(line);
      else await this.#wait(line, signal);
      try {
        return await work();
      } finally {
        this.#running--;
        line.running--;
        this.#next();
      }
    } finally {
      if (line.running === 0 && line.waiting.length === 0) this.#lines.delete(who);
    }
  }

  #hasRoom(line: Line): boolean {
    return this.#running < this.#options.atOnce && line.running < this.#options.ofOne;
  }

  #begin(line: Line): void {
    this.#running++;
    line.running++;
    line.served = ++this.#served;
  }

  #next(): void {
    let next: Line | null = null;
    for (const line of this.#lines.values()) {
      if (line.waiting.length > 0 && this.#hasRoom(line) && line.served < (next?.served ?? Infinity)) next = line;
    }
    if (next === null) return;
    this.#begin(next);
    next.waiting.shift()!();
  }

  #wait(line: Line, signal: AbortSignal): Promise<void> {
    const { waitingOfOne, things } = this.#options;
    return new Promise((resolve, reject) => {
      const cancelled = () => reject(new EnsembleError('cancelled', 'This was cancelled.'));
      if (signal.aborted) return cancelled();
      if (line.waiting.length >= waitingOfOne) {
        const words = `${waitingOfOne} of your ${things} are waiting already. Wait until some of them are done, then try again.`;
        return reject(new EnsembleError('too-fast', words));
      }
      const start = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        line.waiting.splice(line.waiting.indexOf(start), 1);
        cancelled();
      };
      line.waiting.push(start);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}
