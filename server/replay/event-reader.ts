import type { Entry } from '../../src/shared/core/entry.ts';
import { markWordsLength, type TimelineMark } from '../../src/shared/core/timeline.ts';
import { decodeBody, type KindName, lookUp } from '../../src/shared/session/table.ts';
import type { LogFacts } from '../session/log-facts.ts';

/** Reads entries in their order as events of people, by the marks of their kinds. */
export class EventReader {
  readonly #facts: Pick<LogFacts, 'boundOf'>;
  /** Newest body of each kind of which only that counts, and of each key. */
  readonly #before = new Map<string, unknown>();

  constructor(facts: Pick<LogFacts, 'boundOf'>) {
    this.#facts = facts;
  }

  /** Gives the event that an entry is; null for none, and for one that cannot be read. */
  read({ seq, at, by, kind, body }: Entry): TimelineMark | null {
    const line = lookUp(kind);
    if (!line?.mark) return null;
    try {
      const decoded: unknown = decodeBody(kind as KindName, body);
      const key = `${kind} ${line.key?.(decoded) ?? ''}`;
      const before = this.#before.get(key) ?? null;
      if (line.keep === 'latest') this.#before.set(key, decoded);
      const words = line.mark.words(decoded as never, before as never);
      if (words === null) return null;
      const named = line.mark.person?.(decoded as never);
      const person = named === undefined ? (this.#facts.boundOf(by)?.person ?? null) : named || null;
      return { seq, atMs: at, kind, person, words: words.slice(0, markWordsLength) };
    } catch {
      return null;
    }
  }
}
