import { shownName } from '../../src/shared/capabilities/people/names.ts';
import {
  mostMarks,
  mostPeople,
  type Timeline,
  type TimelineMark,
  timelineParts,
} from '../../src/shared/core/timeline.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import { EditDensity } from './edit-density.ts';
import type { EntryNote } from './entry-notes.ts';

/** Shortest stretch without an entry that counts as a rest. */
const shortestRestMs = 10_000;

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
  readonly #edits = new EditDensity();
  #first: Timeline['first'] | null = null;
  #last: Timeline['last'] = { seq: 0, atMs: 0 };

  /** Takes in the next entry. */
  note({ seq, atMs: at, person }: EntryNote): void {
    this.#first ??= { seq, atMs: at };
    if (this.#last.seq > 0 && at - this.#last.atMs >= shortestRestMs) this.#rests.push([this.#last.atMs, at]);
    if (this.#last.seq > 0 && this.#isBroken) this.#gaps.push([this.#last.atMs, at]);
    this.#isBroken = false;
    this.#last = { seq, atMs: at };
    if (person !== null) this.#edits.note(person, at);
  }

  /** Notes that something is not shown here. */
  breakOff(): void {
    this.#isBroken = true;
  }

  /** Gives the overview of everything that was noted, with its events, its cuts and the state at its end. */
  made(events: readonly TimelineMark[], state: SessionState, cuts: Timeline['cuts'] = []): Timeline {
    const first = this.#first ?? this.#last;
    const density = this.#edits.people.map((person) => ({
      person,
      counts: this.#edits.inParts(person, first.atMs, this.#last.atMs, timelineParts),
    }));
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
