import type { Entry } from '../shared/core/entry.ts';
import { lookUp } from '../shared/session/table.ts';

const isOfRef = (kind: string) => lookUp(kind)?.interest === 'ref';

/** Entries of which only the newest counts, as this replica has said them last: they are said again after a reconnect. */
export class LatestSaid {
  readonly #entries = new Map<string, Entry>();

  /** Of what is said of the window itself only one counts, whichever text it names. */
  put(entry: Entry): void {
    const { kind, ref } = entry;
    this.#entries.set(isOfRef(kind) ? `${kind} ${ref}` : kind, entry);
  }

  /** What was said of a text that is closed here is not said again. */
  forget(ref: string): void {
    for (const [name, entry] of this.#entries) if (entry.ref === ref && isOfRef(entry.kind)) this.#entries.delete(name);
  }

  get all(): Iterable<Entry> {
    return this.#entries.values();
  }
}
