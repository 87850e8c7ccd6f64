import PQueue from 'p-queue';
import type { Environment } from '../../src/shared/core/environment.ts';

/** Rest after work, as a multiple of its time: whatever is asked for, the lane takes a tenth of a core at most. */
const restFactor = 9;
const longestRestMs = 3_000;

/** Does costly work one after the other (a queue), and rests after each, so that others' keys come between. */
export class RestingLane {
  readonly #session: { readonly environment: Pick<Environment, 'elapsedMs' | 'setTimer'> };
  readonly #queue = new PQueue({ concurrency: 1 });

  constructor(session: { readonly environment: Pick<Environment, 'elapsedMs' | 'setTimer'> }) {
    this.#session = session;
  }

  /** Gives the result of some work once its turn has come; null where it is not wanted any more by then. */
  run<T>(isWanted: () => boolean, work: () => Promise<T>): Promise<T | null> {
    const done = Promise.withResolvers<T | null>();
    void this.#queue.add(async () => {
      if (!isWanted()) return done.resolve(null);
      const { environment } = this.#session;
      const beganMs = environment.elapsedMs();
      await work().then(done.resolve, done.reject);
      const restMs = Math.min(longestRestMs, restFactor * (environment.elapsedMs() - beganMs));
      if (restMs > 0) await new Promise<void>((resolve) => void environment.setTimer(resolve, restMs));
    });
    return done.promise;
  }
}
