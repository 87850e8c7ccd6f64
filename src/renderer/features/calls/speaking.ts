/** Loudness from which somebody speaks. */
const loud = 0.01;
/** Time that somebody still counts as speaking: words have pauses, and a ring that flickers is read as a bad connection. */
const holdMs = 600;

/** Tells who speaks, by the loudness of everybody from time to time. */
export class SpeakingWatch {
  readonly #loudAtMs = new Map<string, number>();

  /** Takes everybody's loudness of now, by replica; null for somebody muted. Gives those who speak. */
  note(levels: ReadonlyMap<string, number | null>, nowMs: number): ReadonlySet<string> {
    for (const [replica, level] of levels) {
      if (level === null) this.#loudAtMs.delete(replica);
      else if (level > loud) this.#loudAtMs.set(replica, nowMs);
    }
    for (const [replica, atMs] of this.#loudAtMs)
      if (!levels.has(replica) || nowMs - atMs >= holdMs) this.#loudAtMs.delete(replica);
    return new Set(this.#loudAtMs.keys());
  }
}
