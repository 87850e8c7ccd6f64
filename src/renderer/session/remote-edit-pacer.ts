/** Interval of showings in a hidden page, which draws no frames, and must follow all the same. */
const hiddenMs = 100;
/** Longest gap between showings of one stream. */
const streamGapMs = 50;
/** Interval of showings of nothing but places, while many people move all the time: most of a frame is the browser's own. */
const crowdMs = 100;
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

  /**
   * Number of frames of the screen to wait after a showing at `nowMs`. `crowd`: none of the screen's, but a tenth of a
   * second, since the places of many were shown, and no more.
   */
  framesAfter(nowMs: number, isOfPlaces = false): 1 | 2 | 'crowd' {
    const gapMs = this.#isCrowd ? crowdMs + streamGapMs : streamGapMs;
    this.#stream = nowMs - this.#lastMs < gapMs ? this.#stream + 1 : 0;
    this.#lastMs = nowMs;
    this.#isCrowd = isOfPlaces && this.#stream >= longStream;
    if (this.#isCrowd) return 'crowd';
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
    const timer = setTimeout(once, frames === 'crowd' ? crowdMs : hiddenMs);
    if (frames === 'crowd') return;
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
