import type { TimerHandle } from '../../src/shared/core/environment.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import type { SessionCore } from '../session/session-core.ts';
import type { StateCheckpoints } from '../session/state-checkpoints.ts';
import type { Condensing } from './condensing.ts';
import type { Stretch } from './cutting.ts';
import { keptStretches } from './kept-stretches.ts';
import { lastBefore } from './last-before.ts';
import type { Packing } from './packing.ts';

/** Interval of looking for history that is too old. */
const lookEveryMs = 10 * 60_000;

/**
 * Retention of history: what is old enough, and in no recording, is condensed. What somebody who is here has not heard
 * yet stays.
 */
export class Retention {
  readonly #session: SessionCore;
  readonly #parts: { condensing: Condensing; packing: Packing; stateCheckpoints: StateCheckpoints };
  /** Seq up to which all that could go is gone. */
  #done = 0;
  #timer: TimerHandle | null = null;

  constructor(
    session: SessionCore,
    parts: { condensing: Condensing; packing: Packing; stateCheckpoints: StateCheckpoints },
  ) {
    this.#session = session;
    this.#parts = parts;
  }

  /** Condenses what is too old by the session's own measure, now and again. */
  begin(): void {
    const { options, environment, isClosed } = this.#session;
    const { historyMs } = options;
    if (isClosed || historyMs === undefined) return;
    const kept = historyMs();
    const done = kept === null ? Promise.resolve() : this.prune(environment.nowMs() - kept);
    void done.finally(() => {
      if (!this.#session.isClosed) this.#timer = environment.setTimer(() => this.begin(), lookEveryMs);
    });
  }

  /** Gives up looking. */
  close(): void {
    if (this.#timer !== null) this.#session.environment.clearTimer(this.#timer);
    this.#timer = null;
  }

  /** Condenses what was said before a time. A failed attempt is repeated at the next look. */
  async prune(beforeMs: number): Promise<void> {
    const { condensing, packing, stateCheckpoints } = this.#parts;
    try {
      await packing.exclusively(async () => {
        const old = await lastBefore(this.#session, beforeMs, { from: this.#done, inWhole: true });
        const upTo = Math.min(old, ...this.#heard());
        if (upTo <= this.#done || this.#session.isClosed) return;
        // A start reads on from there.
        await stateCheckpoints.write();
        const kept = keptStretches(await this.#session.log.recordings(this.#session.id));
        const isKept = (seq: number) => kept.some((stretch) => seq > stretch.after && seq <= stretch.upTo);
        this.#done = await condensing.condense(this.#done, upTo, (seq, isRecorded) => !isRecorded && !isKept(seq));
        await this.#session.log.scrub();
      });
    } catch (thrown) {
      if (!this.#session.isClosed)
        this.#session.options.report?.(`replacing old history failed: ${String((thrown as Error).stack ?? thrown)}`);
    }
  }

  /**
   * Takes a stretch out of the log, recorded or not. Throws `disconnected` while somebody who is here has not heard all of
   * it, or a part of a text is not here.
   */
  async cut({ after, upTo }: Stretch): Promise<void> {
    const { condensing, packing, stateCheckpoints } = this.#parts;
    const { log, id } = this.#session;
    const later = () => new EnsembleError('disconnected', 'This stretch cannot be cut now: try again in a moment.');
    await packing.exclusively(async () => {
      if (Math.min(...this.#heard()) < upTo) throw later();
      await stateCheckpoints.write();
      const segments = await log.segments(id);
      const before = segments.findLast(({ last }) => last <= after)?.last ?? 0;
      const end = segments.find(({ last }) => last >= upTo)?.last ?? upTo;
      const done = await condensing.condense(before, end, (seq) => seq > after && seq <= upTo);
      await log.scrub();
      if (done < end) throw later();
    });
  }

  /** Seqs up to which those who are here have heard all. */
  #heard(): number[] {
    const isHere = ({ phase }: { phase: string }) => phase === 'joined' || phase === 'draining';
    return [...this.#session.connections].filter(isHere).map(({ cursor }) => cursor);
  }
}
