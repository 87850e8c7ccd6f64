import { shownName } from '../../src/shared/capabilities/people/names.ts';
import {
  mostMarks,
  mostPeople,
  type Timeline,
  type TimelineMark,
  timelineParts,
} from '../../src/shared/core/timeline.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import type { EntryNote } from './entry-notes.ts';

/** Shortest stretch without an entry that counts as a rest. */
const shortestRestMs = 10_000;

const secondMs = 1000;

/** Keeps so many of a list, spread evenly over it. */
function thinned<T>(all: readonly T[], most: number): T[] {
  const step = Math.max(1, all.length / most);
  return Array.from({ length: Math.min(most, all.length) }, (_, index) => all[Math.floor(index * step)]!);
}

/** Gathers the overview of a log while it is read, entry by entry in its order. */
export class TimelineMaker {
  readonly #rests: Timeline['rests'] = [];
  readonly #gaps: Timeline['gaps'] = [];
  #isBroken = false;
  /** Edits of each person in each second. */
  readonly #edits = new Map<string, Map<number, number>>();
  #first: Timeline['first'] | null = null;
  #last: Timeline['last'] = { seq: 0, atMs: 0 };

  /** Takes in the next entry. */
  note({ seq, atMs: at, person }: EntryNote): void {
    this.#first ??= { seq, atMs: at };
    if (this.#last.seq > 0 && at - this.#last.atMs >= shortestRestMs) this.#rests.push([this.#last.atMs, at]);
    if (this.#last.seq > 0 && this.#isBroken) this.#gaps.push([this.#last.atMs, at]);
    this.#isBroken = false;
    this.#last = { seq, atMs: at };
    if (person === null) return;
    const second = Math.floor(at / secondMs);
    const edits = this.#edits.get(person) ?? new Map<number, number>();
    this.#edits.set(person, edits.set(second, (edits.get(second) ?? 0) + 1));
  }

  /** Notes that something is not shown here. */
  breakOff(): void {
    this.#isBroken = true;
  }

  /** Gives the overview of everything that was noted, with its events, its cuts and the state at its end. */
  made(events: readonly TimelineMark[], state: SessionState, cuts: Timeline['cuts'] = []): Timeline {
    const first = this.#first ?? this.#last;
    const partMs = Math.max(1, (this.#last.atMs - first.atMs) / timelineParts);
    const density = [...this.#edits].slice(0, mostPeople).map(([person, edits]) => {
      const counts = new Array<number>(timelineParts).fill(0);
      for (const [second, count] of edits) {
        const part = Math.floor((second * secondMs - first.atMs) / partMs);
        counts[Math.min(timelineParts - 1, Math.max(0, part))]! += count;
      }
      return { person, counts };
    });
    const people = Object.values(state.participants).slice(0, mostPeople);
    return {
      first,
      last: this.#last,
      marks: thinned(events, mostMarks),
      // The longest ones are those that a player should pass over.
      rests: longest(this.#rests, mostMarks),
      gaps: longest(this.#gaps, mostMarks),
      cuts: cuts.slice(0, mostMarks),
      people: people.map(({ person, colorIndex }) => ({ person, name: shownName(state, person) ?? '', colorIndex })),
      density,
    };
  }
}

function longest(rests: Timeline['rests'], most: number): Timeline['rests'] {
  if (rests.length <= most) return rests;
  const kept = rests.toSorted(([a, b], [c, d]) => d - c - (b - a)).slice(0, most);
  return kept.sort(([a], [b]) => a - b);
}
