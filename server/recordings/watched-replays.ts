import { EnsembleError } from '../../src/shared/core/errors.ts';
import type { ReplaySession } from '../replay/replay-session.ts';

/** Error for a recording that was being shown or read while a part of it left. */
export const isChanged = () => new EnsembleError('ended', 'A part of this recording was cut: open it again.');

/** Replays that the owners of sessions watch; a past that is read across a cut is of no moment. */
export class WatchedReplays {
  readonly #shown = new Map<ReplaySession, { id: string; recording: string | null }>();
  readonly #cuts = new Map<string, number>();

  /** Number of cuts of a session. */
  cutsOf(id: string): number {
    return this.#cuts.get(id) ?? 0;
  }

  /** Takes a replay whose past was opened after so many cuts: a later one ends it, also before anybody watches. */
  take(replay: ReplaySession, shown: { id: string; recording: string | null }, cuts: number): void {
    replay.onWatched = (isWatched) => {
      if (!isWatched) return void this.#shown.delete(replay);
      this.#shown.set(replay, shown);
      if (this.cutsOf(shown.id) !== cuts) replay.end(isChanged());
    };
  }

  /** Notes a cut. */
  noteCut(id: string): void {
    this.#cuts.set(id, this.cutsOf(id) + 1);
  }

  /** Ends those of a session that show some recording, or all of it (null). */
  end(id: string, shows: (recording: string | null) => boolean, why: EnsembleError): void {
    for (const [replay, shown] of this.#shown) if (shown.id === id && shows(shown.recording)) replay.end(why);
  }
}
