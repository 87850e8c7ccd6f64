import type { Entry } from '../core/entry.ts';
import { markWordsLength, type TimelineMark } from '../core/timeline.ts';
import { bodyBlobOf } from './body-blob.ts';
import { type BoundFacts, personBehind } from './person-behind.ts';
import { decodeBody, type KindName, lookUp } from './table.ts';

/** An event of people, with those whom it is for. */
export interface PeopleEvent extends TimelineMark {
  mentions: readonly string[];
}

/** Reads entries in their order as events of people, by the marks of their kinds. */
export class EventReader {
  readonly #facts: BoundFacts;
  /** Newest body of each kind of which only that counts, and of each key. */
  readonly #before = new Map<string, unknown>();

  constructor(facts: BoundFacts) {
    this.#facts = facts;
  }

  /** Gives the event that an entry is; null for none, and for one that cannot be read. */
  read(entry: Entry): TimelineMark | null {
    const event = this.readWhole(entry);
    if (event === null) return null;
    const { mentions: _, ...mark } = event;
    return mark;
  }

  /** Tells to whom any entry counts, by its kind or by its writer, and its words for people where its kind has some. */
  tell(entry: Entry): { person: string | null; words: string | null } {
    const mark = this.readWhole(entry);
    if (mark === null) return { person: personBehind(entry, this.#facts), words: null };
    return { person: mark.person, words: mark.words };
  }

  /** Gives the event with the people whom it is for. */
  readWhole(entry: Entry): PeopleEvent | null {
    const { seq, at, by, kind, body } = entry;
    const line = lookUp(kind);
    if (!line?.mark) return null;
    try {
      // An attachment is not read for it: the words of such kinds go without.
      const decoded: unknown = bodyBlobOf(entry) === null ? decodeBody(kind as KindName, body) : null;
      const key = `${kind} ${line.key?.(decoded) ?? ''}`;
      const before = this.#before.get(key) ?? null;
      if (line.keep === 'latest') this.#before.set(key, decoded);
      const words = line.mark.words(decoded as never, before as never);
      if (words === null) return null;
      const named = line.mark.person?.(decoded as never);
      const person = named === undefined ? (this.#facts.boundOf(by)?.person ?? null) : named || null;
      const mentions = line.mark.mentions?.(decoded as never) ?? [];
      return { seq, atMs: at, kind, person, words: words.slice(0, markWordsLength), mentions };
    } catch {
      return null;
    }
  }
}
