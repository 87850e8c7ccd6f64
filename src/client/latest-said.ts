import type { Entry } from '../shared/core/entry.ts';
import { keyOf, lookUp } from '../shared/session/table.ts';

const isOfRef = (kind: string) => lookUp(kind)?.interest === 'ref';

/** Last entries of this replica of kinds in which only the newest counts: they are sent again after a reconnect. */
export class LatestSaid {
  readonly #entries = new Map<string, Entry>();

  /** Keeps an entry; of those about the window itself there is one, whichever text it names. */
  put(entry: Entry): void {
    const { kind, ref } = entry;
    const name = isOfRef(kind) ? `${kind} ${ref}` : `${kind} ${keyOf(entry)}`;
    // In the order in which they were said last: one may undo what another has said before it.
    this.#entries.delete(name);
    this.#entries.set(name, entry);
  }

  /** Drops entries about a text that is closed here. */
  forget(ref: string): void {
    for (const [name, entry] of this.#entries) if (entry.ref === ref && isOfRef(entry.kind)) this.#entries.delete(name);
  }

  /** Says whether this is still the newest of its kind. */
  has(entry: Entry): boolean {
    return [...this.#entries.values()].includes(entry);
  }

  get all(): Iterable<Entry> {
    return this.#entries.values();
  }
}
