/** Loudness below which a microphone that is switched on gives nothing, even in a silent room. */
const faint = 0.0004;
const faintMs = 4_000;
/** Time of exact zeros after which a microphone is certainly dead: any real one has noise of its own. */
const deadMs = 800;

/** Judgement whether a microphone gives anything, from its loudness moment by moment. */
export class SilenceWatch {
  #faintSinceMs: number | null = null;
  #deadSinceMs: number | null = null;

  /** Takes the loudness of now, null where nothing is to be heard; says whether the microphone gives only silence. */
  note(level: number | null, nowMs: number): boolean {
    this.#faintSinceMs = level !== null && level < faint ? (this.#faintSinceMs ?? nowMs) : null;
    this.#deadSinceMs = level === 0 ? (this.#deadSinceMs ?? nowMs) : null;
    const isLong = (sinceMs: number | null, ms: number) => sinceMs !== null && nowMs - sinceMs >= ms;
    return isLong(this.#faintSinceMs, faintMs) || isLong(this.#deadSinceMs, deadMs);
  }
}
