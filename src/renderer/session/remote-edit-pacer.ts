/** Interval of showings in a hidden page, which draws no frames, and must follow all the same. */
const hiddenMs = 100;
/** Longest gap between showings of one stream. */
const streamGapMs = 50;
/** Time after a key within which a frame of the screen is the first that can show it. */
const keyMs = 17;
/** Number of showings after which a stream would fill every frame of the screen with work. */
const longStream = 30;

/**
 * Schedules the showings of others' edits: with the next frame of the screen, and with every second one while many
 * people type all the time. Most of the work of a showing is the same for one edit and for ten. The frame that shows a
 * key of this window's own is left to it: a showing gives way to it once.
 */
export class RemoteEditPacer {
  #lastMs = Number.NEGATIVE_INFINITY;
  #stream = 0;
  #keyMs = Number.NEGATIVE_INFINITY;

  /** Notes a key of this window's own. */
  noteKey(nowMs: number): void {
    this.#keyMs = nowMs;
  }

  /** Says whether a showing at `nowMs` gives way to a key. */
  givesWay(nowMs: number): boolean {
    return nowMs - this.#keyMs < keyMs;
  }

  /** Number of frames of the screen to wait after a showing at `nowMs`. */
  framesAfter(nowMs: number): 1 | 2 {
    this.#stream = nowMs - this.#lastMs < streamGapMs ? this.#stream + 1 : 0;
    this.#lastMs = nowMs;
    return this.#stream < longStream ? 1 : 2;
  }

  /** Calls `run` once, at the next showing. */
  readonly next = (run: () => void): void => {
    let done = false;
    let frame = 0;
    const once = () => {
      if (done) return;
      done = true;
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      run();
    };
    const timer = setTimeout(once, hiddenMs);
    const orAfterKey = () => {
      if (this.givesWay(performance.now())) frame = requestAnimationFrame(once);
      else once();
    };
    const inFrames = (frames: number) => {
      frame = requestAnimationFrame(frames > 1 ? () => inFrames(frames - 1) : orAfterKey);
    };
    inFrames(this.framesAfter(performance.now()));
  };
}
