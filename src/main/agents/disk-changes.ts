import type { Entry } from '../../shared/core/entry.ts';
import { decodeBody } from '../../shared/session/table.ts';
import { normalizeText } from '../../shared/text/edits.ts';
import { hashText } from '../../shared/text/hash.ts';

/** Most changed files of a turn that are told: a checkout changes thousands. */
const mostTold = 20;
/** Most texts of a turn that are kept to be compared. */
const mostExpected = 200;

/** Change of a file on the disk while an agent works, as its transcript tells it. */
export interface DiskChange {
  part: string;
  path: string;
  words: string;
}

const unverified = {
  created: 'Made on the disk while it was working, unverified',
  changed: 'Changed on the disk while it was working, unverified',
  deleted: 'Gone from the disk while it was working, unverified',
};

/**
 * Changes of files on the disk during a turn of an agent. Its program may write files by itself; so may any other of this
 * machine, so that a change of a document counts as the agent's only where one of its tool calls has told exactly that
 * text. Of files that are no documents nobody reads the text: these stay unverified.
 */
export class DiskChanges {
  /** Files and hashes of their texts, as tool calls of the turn say that they write them. */
  readonly #expected = new Set<string>();
  readonly #parts = new Map<string, string>();
  /** Documents that have begun, and of which the first text is no change. */
  readonly #begun = new Set<string>();
  /** Files that the agent has written through the session. */
  readonly #own = new Set<string>();

  /** Forgets the turn before. */
  begin(): void {
    this.#expected.clear();
    this.#parts.clear();
    this.#own.clear();
  }

  /** Notes what a tool call says that it writes. */
  expect(path: string, text: string): void {
    if (this.#expected.size < mostExpected) this.#expected.add(`${hashText(normalizeText(text))} ${path}`);
  }

  /** Notes a file that the agent writes through the session: its coming to the disk is known. */
  write(path: string): void {
    if (this.#own.size < mostExpected) this.#own.add(path);
  }

  /** Gives the changes that an entry tells of, without those of too many. `isDocument` judges paths. */
  hear({ kind, ref, body, blob }: Entry, isDocument: (path: string) => boolean): DiskChange[] {
    if (kind === 'files.changed' && blob === null) {
      // Documents are told of with their text.
      const others = decodeBody(kind, body).changes.filter(({ path }) => path !== '' && !isDocument(path));
      return others.flatMap(({ path, type }) => (this.#own.has(path) ? [] : this.#tell(path, unverified[type])));
    }
    if (ref === null) return [];
    if (kind === 'doc.opened') this.#begun.add(ref);
    if (kind !== 'doc.saved' || this.#begun.delete(ref)) return [];
    const { path, hash, person, written } = decodeBody(kind, body);
    if (person !== undefined || written) return [];
    const isTold = this.#expected.has(`${hash} ${path}`);
    return this.#tell(path, isTold ? 'Changed on the disk, to the text that a tool call has told' : unverified.changed);
  }

  #tell(path: string, words: string): DiskChange[] {
    if (this.#parts.size >= mostTold && !this.#parts.has(path)) return [];
    const part = this.#parts.get(path) ?? `disk-${this.#parts.size}`;
    this.#parts.set(path, part);
    return [{ part, path, words }];
  }
}
