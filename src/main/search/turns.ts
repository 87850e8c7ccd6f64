import { EnsembleError } from '../../shared/protocol/errors.ts';

/** Lets only so many pieces of work run at a time; the others wait in order. */
export class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /**
   * Does the work when its turn has come.
   * @throws EnsembleError `cancelled` when the signal came first; whatever the work throws
   */
  async take<R>(signal: AbortSignal, work: () => Promise<R>): Promise<R> {
    if (this.#free > 0) this.#free--;
    else await this.#wait(signal);
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(start), 1);
        reject(new EnsembleError('cancelled', 'This search was cancelled.'));
      };
      if (signal.aborted) leaveNow(reject);
      else {
        this.#waiting.push(start);
        signal.addEventListener('abort', leave, { once: true });
      }
    });
  }
}

function leaveNow(reject: (error: EnsembleError) => void): void {
  reject(new EnsembleError('cancelled', 'This search was cancelled.'));
}
