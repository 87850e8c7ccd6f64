/** Interval of showings in a hidden page, which draws no frames, and must follow all the same. */
const hiddenMs = 100;
/** Longest gap between showings of one stream. */
const streamGapMs = 50;
/**
 * Interval of showings of nothing but places, in frames and as a time, while many people move all the time: most of a
 * frame is the browser's own work.
 */
const [crowdFrames, crowdMs] = [6, 100] as const;
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
  #isCrowd = false;
  #keyMs = Number.NEGATIVE_INFINITY;

  /** Notes a key of this window's own. */
  noteKey(nowMs: number): void {
    this.#keyMs = nowMs;
  }

  /** Says whether a showing at `nowMs` gives way to a key. */
  givesWay(nowMs: number): boolean {
    return nowMs - this.#keyMs < keyMs;
  }

  /** Number of frames of the screen to wait after a showing at `nowMs`, which was of places alone, or of more. */
  framesAfter(nowMs: number, isOfPlaces = false): number {
    const gapMs = this.#isCrowd ? crowdMs + streamGapMs : streamGapMs;
    this.#stream = nowMs - this.#lastMs < gapMs ? this.#stream + 1 : 0;
    this.#lastMs = nowMs;
    this.#isCrowd = isOfPlaces && this.#stream >= longStream;
    if (this.#isCrowd) return crowdFrames;
    return this.#stream < longStream ? 1 : 2;
  }

  /** Calls `run` once, at the next showing. `isOfPlaces`: the last one was of places alone, and so is all that waits. */
  readonly next = (run: () => void, isOfPlaces: boolean): void => {
    let done = false;
    let frame = 0;
    const once = () => {
      if (done) return;
      done = true;
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      run();
    };
    const frames = this.framesAfter(performance.now(), isOfPlaces);
    // Asking for a frame has the browser make one.
    const isCrowd = frames === crowdFrames;
    const timer = setTimeout(once, isCrowd ? crowdMs : hiddenMs);
    if (isCrowd) return;
    const orAfterKey = () => {
      if (this.givesWay(performance.now())) frame = requestAnimationFrame(once);
      else once();
    };
    const inFrames = (frames: number) => {
      frame = requestAnimationFrame(frames > 1 ? () => inFrames(frames - 1) : orAfterKey);
    };
    inFrames(frames);
  };
}
