import type { stepsOf } from '../../src/shared/capabilities/replay/methods.ts';
import type { TimelineMark } from '../../src/shared/core/timeline.ts';
import { lookUp } from '../../src/shared/session/table.ts';
import type { EntryNote } from './entry-notes.ts';
import { MomentColumns } from './moment-columns.ts';

/** Finds the number of items that are at most `value`, in a sorted list (a binary search). */
export function countUpTo(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Step {
  of: (typeof stepsOf)[number];
  way: 1 | -1;
  without: { names: readonly string[]; people: readonly string[] };
}

/** Index of a log's entries by their place and time, and of its edits, saves and events. */
export class MomentIndex {
  readonly #entries = new MomentColumns();
  readonly #saves: number[] = [];
  readonly events: TimelineMark[] = [];

  /** Takes in the next entry. */
  note({ seq, atMs, isEdit, event }: EntryNote): void {
    this.#entries.add(seq, atMs, isEdit);
    if (event === null) return;
    this.events.push(event);
    if (event.kind === 'doc.saved') this.#saves.push(seq);
  }

  get count(): number {
    return this.#entries.count;
  }

  /** Counts the entries up to a seq. */
  countUpTo(seq: number): number {
    return this.#entries.countBySeq(seq);
  }

  /** Seq of the last entry that was there at a time; that of the first before it. */
  seqAt(atMs: number): number {
    return this.#entries.seqOf(Math.max(0, this.#entries.countByTime(atMs) - 1)) ?? 0;
  }

  /** Time of the last entry up to a seq. */
  timeOf(seq: number): number {
    return this.#entries.timeOf(Math.max(0, this.countUpTo(seq) - 1)) ?? 0;
  }

  /** Seq of the last edit or event up to a seq: the last thing that people know of; null for none. */
  lastKnownUpTo(seq: number): number | null {
    const edit = this.#entries.editFrom(this.countUpTo(seq) - 1, -1) ?? 0;
    const event = this.events[this.#eventsUpTo(seq) - 1]?.seq ?? 0;
    return Math.max(edit, event) || null;
  }

  /** Words of the event that an entry is; null for none. */
  eventAt(seq: number): TimelineMark | null {
    const found = this.events[this.#eventsUpTo(seq) - 1];
    return found?.seq === seq ? found : null;
  }

  #eventsUpTo(seq: number): number {
    let [low, high] = [0, this.events.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.events[middle]!.seq <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Lists the events within some time of a moment, no more than so many on each side of it. */
  around(atMs: number, withinMs: number, most: number): TimelineMark[] {
    const here = this.#eventsUpTo(this.seqAt(atMs));
    const isNear = (event: TimelineMark) => Math.abs(event.atMs - atMs) <= withinMs;
    return this.events.slice(Math.max(0, here - most), here + most).filter(isNear);
  }

  /** Finds the seq of the next entry of a sort, or of the one before; null where there is none. */
  beside(seq: number, { of, way, without }: Step): number | null {
    if (of === 'event') return this.#eventBeside(seq, way, without);
    if (of === 'save')
      return (
        (way === 1 ? this.#saves[countUpTo(this.#saves, seq)] : this.#saves[countUpTo(this.#saves, seq - 1) - 1]) ??
        null
      );
    const next = way === 1 ? this.countUpTo(seq) : this.countUpTo(seq - 1) - 1;
    return of === 'entry' ? this.#entries.seqOf(next) : this.#entries.editFrom(next, way);
  }

  #eventBeside(seq: number, way: 1 | -1, { names, people }: Step['without']): number | null {
    const [hiddenNames, hiddenPeople] = [new Set(names), new Set(people)];
    const isWanted = ({ kind, person }: TimelineMark) =>
      !hiddenNames.has(lookUp(kind)?.mark?.name ?? '') && !(person !== null && hiddenPeople.has(person));
    let index = way === 1 ? this.#eventsUpTo(seq) : this.#eventsUpTo(seq - 1) - 1;
    for (; index >= 0 && index < this.events.length; index += way)
      if (isWanted(this.events[index]!)) return this.events[index]!.seq;
    return null;
  }
}
