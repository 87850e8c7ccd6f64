import { isPairRef } from '../../src/shared/capabilities/direct/pairs.ts';
import { keptUntilMs } from '../../src/shared/capabilities/recording/kept-until.ts';
import type { TimerHandle } from '../../src/shared/core/environment.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import type { Checkpoints } from '../session/checkpoints.ts';
import type { SessionCore } from '../session/session-core.ts';
import type { StateCheckpoints } from '../session/state-checkpoints.ts';
import type { Condensing } from './condensing.ts';
import type { Stretch } from './cutting.ts';
import { excise } from './excising.ts';
import { blankGoneWords } from './gone-words.ts';
import { lastBefore } from './last-before.ts';
import type { Packing } from './packing.ts';
import { RecordedLeaves } from './recorded-leaves.ts';
import { allRecordingsIn } from './recordings.ts';

const later = () => new EnsembleError('disconnected', 'This cannot be cut now: try again in a moment.');

/** Interval of looking for history that is too old. */
const lookEveryMs = 10 * 60_000;

/** Parts of a session that change its past. */
interface Parts {
  condensing: Condensing;
  packing: Packing;
  checkpoints: Checkpoints;
  stateCheckpoints: StateCheckpoints;
}

/**
 * Retention of history: what is old enough, and in no recording, is condensed. What somebody who is here has not heard
 * yet stays.
 */
export class Retention {
  readonly #session: SessionCore;
  readonly #parts: Parts;
  /** Seq up to which all that could go is gone, while no further recording was deleted than these. */
  #done = 0;
  #deletedCount = 0;
  /** Seq of the last deletion of a recording whose stretch has left. */
  #clearedUpTo = 0;
  #timer: TimerHandle | null = null;

  constructor(session: SessionCore, parts: Parts) {
    this.#session = session;
    this.#parts = parts;
  }

  /** Condenses what is too old by the session's own measure, now and again. */
  begin(): void {
    const { options, environment, isClosed } = this.#session;
    const { historyMs } = options;
    if (isClosed || historyMs === undefined) return;
    const kept = historyMs();
    const failed = (thrown: unknown) =>
      options.report?.(
        `looking for recordings whose time is over failed: ${String((thrown as Error).stack ?? thrown)}`,
      );
    const done = this.expire()
      .catch(failed)
      .then(() => this.prune(kept === null ? 0 : environment.nowMs() - kept));
    void done.finally(() => {
      if (!this.#session.isClosed) this.#timer = environment.setTimer(() => this.begin(), lookEveryMs);
    });
  }

  /** Deletes the recordings that were to be kept for a time that is over. */
  async expire(): Promise<void> {
    const { log, id, environment, isClosed } = this.#session;
    const nobody = () => null;
    const recordings = allRecordingsIn(await log.recordings(id), nobody, nobody);
    if (isClosed) return;
    for (const recording of recordings)
      if ((keptUntilMs(recording) ?? Number.POSITIVE_INFINITY) <= environment.nowMs())
        this.#session.write('recording.deleted', { clears: true }, recording.ref);
    // The look at what leaves finds them only in the log.
    await this.#session.settled();
  }

  /** Gives up looking. */
  close(): void {
    if (this.#timer !== null) this.#session.environment.clearTimer(this.#timer);
    this.#timer = null;
  }

  /**
   * Condenses what was said before a time, and all of deleted recordings that are to leave at once. A failed attempt is
   * repeated at the next look.
   */
  async prune(beforeMs: number): Promise<void> {
    const { condensing, packing, stateCheckpoints } = this.#parts;
    try {
      await packing.exclusively(async () => {
        const recordings = new RecordedLeaves(await this.#session.log.recordings(this.#session.id));
        if (recordings.deletedCount > this.#deletedCount) this.#done = 0;
        const isClearing = recordings.clearedUpTo > this.#clearedUpTo;
        const old = await lastBefore(this.#session, beforeMs, { from: this.#done, inWhole: true });
        const upTo = Math.min(isClearing ? this.#session.head : old, this.#heardUpTo());
        if (upTo <= this.#done || this.#session.isClosed) return;
        // A start reads on from there.
        await stateCheckpoints.write();
        const done = await condensing.condense(
          this.#done,
          upTo,
          (seq, recording) => recordings.leaves(seq, recording, old),
          (entry) => recordings.forgets(entry),
        );
        this.#done = Math.min(done, old);
        this.#deletedCount = recordings.deletedCount;
        if (done >= recordings.clearedUpTo) this.#clearedUpTo = recordings.clearedUpTo;
        if (isClearing || beforeMs >= this.#session.environment.nowMs()) this.#tellLeft();
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
    await this.#disperse({ after, upTo });
    await packing.exclusively(async () => {
      if (this.#heardUpTo() < upTo) throw later();
      await stateCheckpoints.write();
      await blankGoneWords(this.#session, stateCheckpoints, { after, upTo }, null);
      const segments = await log.segments(id);
      const before = segments.findLast(({ last }) => last <= after)?.last ?? 0;
      const end = segments.find(({ last }) => last >= upTo)?.last ?? upTo;
      const done = await condensing.condense(before, end, (seq) => seq > after && seq <= upTo);
      this.#tellLeft();
      await this.#session.log.scrub();
      if (done < end) throw later();
    });
  }

  /**
   * Takes the content of one ref out of a stretch, recorded or not. Throws `disconnected` while somebody who is here has
   * not heard all of it, or a part of it is not here.
   */
  async cutOut(ref: string, stretch: Stretch): Promise<void> {
    if (isPairRef(ref)) throw new EnsembleError('not-permitted', 'This is between others.');
    const { packing, checkpoints, stateCheckpoints } = this.#parts;
    await packing.exclusively(async () => {
      const isHeard = this.#heardUpTo() >= stretch.upTo;
      if (!isHeard || !(await excise(this.#session, checkpoints, ref, stretch))) throw later();
      await blankGoneWords(this.#session, stateCheckpoints, stretch, ref);
      this.#tellLeft();
      await this.#session.log.scrub();
    });
  }

  /** Has the state forget the line to which everybody was brought last, where that is to be cut out. */
  async #disperse({ after, upTo }: Stretch): Promise<void> {
    const { gathering } = this.#session.state;
    if (gathering === null || gathering.seq <= after || gathering.seq > upTo) return;
    this.#session.write('people.dispersed', { seq: gathering.seq });
    await this.#session.settled();
  }

  /** Has what is kept beside the log forget that of which nothing is to be kept. */
  #tellLeft(): void {
    this.#session.options.onHistoryLeft?.(new Set(Object.keys(this.#session.state.documents)));
  }

  /** Seq up to which everybody who is here has heard all; infinite where nobody is. */
  #heardUpTo(): number {
    const isHere = ({ phase }: { phase: string }) => phase === 'joined' || phase === 'draining';
    return Math.min(...[...this.#session.connections].filter(isHere).map(({ cursor }) => cursor));
  }
}
