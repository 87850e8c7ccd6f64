import type { Environment, TimerHandle } from '../../src/shared/core/environment.ts';
import type { SessionCore } from './session-core.ts';

/** Pause between two looks for something that is over, while anything ends by time alone. */
const lookEveryMs = 1_000;
/** Longest pause, while the log takes nothing. */
const mostPauseMs = 60_000;
/** Moment by which all has ended that ever ends by time. */
const atLastMs = Number.MAX_SAFE_INTEGER;

/** Parts of a session that the passing of time reaches. */
export type PassingSession = Pick<SessionCore, 'entryRules' | 'write' | 'isClosed'> & {
  readonly environment: Pick<Environment, 'nowMs' | 'setTimer' | 'clearTimer'>;
};

/**
 * Writes down that time has passed, once something is over by it: a lock, a lease, a claim or a question ends by an entry
 * then, in a session where nobody does anything too.
 */
export class PassingTime {
  readonly #session: PassingSession;
  #timer: TimerHandle | null = null;
  #pauseMs = lookEveryMs;

  constructor(session: PassingSession) {
    this.#session = session;
  }

  /** Ends whatever is over by now. Returns false where nothing is. */
  pass(): boolean {
    const { entryRules, environment } = this.#session;
    if (!entryRules.isOverdue(environment.nowMs())) return false;
    this.#session.write('time.passed', {});
    return true;
  }

  /** Begins to look, where anything will be over by time; it is called when the log has taken something. */
  arm(): void {
    this.#pauseMs = lookEveryMs;
    this.#wait();
  }

  /** Waits ever longer (exponential backoff) while the log takes nothing. */
  failed(): void {
    this.#pauseMs = Math.min(2 * this.#pauseMs, mostPauseMs);
    this.#wait();
  }

  #wait(): void {
    const { entryRules, environment, isClosed } = this.#session;
    if (this.#timer !== null || isClosed || !entryRules.isOverdue(atLastMs)) return;
    this.#timer = environment.setTimer(() => {
      this.#timer = null;
      if (this.#session.isClosed) return;
      this.pass();
      this.#wait();
    }, this.#pauseMs);
  }

  close(): void {
    if (this.#timer !== null) this.#session.environment.clearTimer(this.#timer);
    this.#timer = null;
  }
}
