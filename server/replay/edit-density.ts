import { mostPeople } from '../../src/shared/core/timeline.ts';

const secondMs = 1000;
/** Most parts of the time of which counts are kept, a multiple of those of a timeline. */
const mostParts = 240 * 16;

/**
 * Edits of each person in equal parts of the time: seconds, and twice as long ones whenever there are too many (a
 * histogram with a width that doubles), so that its size does not grow with a recording.
 */
export class EditDensity {
  #widthMs = secondMs;
  #firstMs = 0;
  readonly #counts = new Map<string, Uint32Array>();

  /** People who have edited, the first first. */
  get people(): string[] {
    return [...this.#counts.keys()];
  }

  /** Takes in an edit; none comes before the first. People beyond the most that a timeline names are left out. */
  note(person: string, atMs: number): void {
    if (!this.#counts.has(person) && this.#counts.size >= mostPeople) return;
    if (this.#counts.size === 0) this.#firstMs = Math.floor(atMs / secondMs) * secondMs;
    while (this.#partOf(atMs) >= mostParts) this.#double();
    const counts = this.#counts.get(person) ?? new Uint32Array(mostParts);
    counts[Math.max(0, this.#partOf(atMs))]!++;
    this.#counts.set(person, counts);
  }

  /** Counts the edits of a person in so many equal parts of a stretch of time. */
  inParts(person: string, fromMs: number, upToMs: number, parts: number): number[] {
    const partMs = Math.max(1, (upToMs - fromMs) / parts);
    const spread = new Array<number>(parts).fill(0);
    for (const [index, count] of (this.#counts.get(person) ?? []).entries()) {
      if (count === 0) continue;
      const part = Math.floor((this.#firstMs + index * this.#widthMs - fromMs) / partMs);
      spread[Math.min(parts - 1, Math.max(0, part))]! += count;
    }
    return spread;
  }

  #partOf(atMs: number): number {
    return Math.floor((atMs - this.#firstMs) / this.#widthMs);
  }

  #double(): void {
    this.#widthMs *= 2;
    for (const counts of this.#counts.values()) {
      for (let index = 0; index < mostParts; index++)
        counts[index] = index * 2 < mostParts ? counts[index * 2]! + counts[index * 2 + 1]! : 0;
    }
  }
}
