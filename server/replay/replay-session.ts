import PQueue from 'p-queue';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import type { Transport } from '../../src/shared/transport.ts';
import type { SessionDoor } from '../gateway/sessions.ts';
import type { Identity } from '../session/connection.ts';
import { Playback } from './playback.ts';
import type { ReplayHistory } from './replay-history.ts';

/** A recorded session behind a door: each connection sees it at a moment of its own, and nobody changes it. */
export class ReplaySession implements SessionDoor {
  readonly #history: ReplayHistory;
  readonly #nowMs: () => number;
  readonly #report: (message: string) => void;
  readonly #playbacks = new Set<Playback>();
  /** Told when the first comes to watch, and when the last has gone. */
  onWatched: (isWatched: boolean) => void = () => undefined;
  #end: EnsembleError | null = null;

  constructor(history: ReplayHistory, nowMs: () => number, report: (message: string) => void) {
    this.#history = history;
    this.#nowMs = nowMs;
    this.#report = report;
  }

  /** Ends all connections, with the reason: the recording is not as it was any more. */
  end(why: EnsembleError): void {
    this.#end = why;
    for (const playback of [...this.#playbacks]) playback.end(why);
  }

  /** Takes a new connection. Only owners look at a recording. */
  connect(transport: Transport, identity: Identity): void {
    const playback = new Playback(this.#history, transport, this.#nowMs);
    this.#playbacks.add(playback);
    this.onWatched(true);
    if (this.#end) return playback.end(this.#end);
    if (identity.is !== 'owner')
      return playback.end(new EnsembleError('not-permitted', 'Only its owner can look at a recording.'));
    // One after another: a frame may have to read the log.
    const frames = new PQueue({ concurrency: 1 });
    transport.onFrame = (frame) => {
      if (frames.size > mostWaiting)
        return playback.end(new EnsembleError('too-fast', 'Too much was asked of the recording at once.'));
      void frames.add(() => playback.receive(frame, identity.person).catch((thrown) => this.#failed(playback, thrown)));
    };
    transport.onClose = () => {
      frames.clear();
      this.#playbacks.delete(playback);
      if (this.#playbacks.size === 0) this.onWatched(false);
      playback.close();
    };
  }

  #failed(playback: Playback, thrown: unknown): void {
    if (thrown instanceof EnsembleError) return playback.end(thrown);
    this.#report(`playing a recording failed: ${String((thrown as Error | undefined)?.stack ?? thrown)}`);
    playback.end(new EnsembleError('internal', 'The recording could not be read here; its server has the details.'));
  }
}

/** Frames of one connection that may wait for those before them. */
const mostWaiting = 10_000;
