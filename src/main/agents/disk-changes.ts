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

/**
 * Changes of open files on the disk during a turn of an agent. Its program may write files by itself; so may any other of
 * this machine, so that a change counts as the agent's only where one of its tool calls has told exactly that text.
 */
export class DiskChanges {
  /** Files and hashes of their texts, as tool calls of the turn say that they write them. */
  readonly #expected = new Set<string>();
  readonly #parts = new Map<string, string>();
  /** Documents that have begun, and of which the first text is no change. */
  readonly #begun = new Set<string>();

  /** Forgets the turn before. */
  begin(): void {
    this.#expected.clear();
    this.#parts.clear();
  }

  /** Notes what a tool call says that it writes. */
  expect(path: string, text: string): void {
    if (this.#expected.size < mostExpected) this.#expected.add(`${hashText(normalizeText(text))} ${path}`);
  }

  /** Gives the change that an entry tells of; null for none, and for one of too many. */
  hear({ kind, ref, body }: Entry): DiskChange | null {
    if (ref === null) return null;
    if (kind === 'doc.opened') this.#begun.add(ref);
    if (kind !== 'doc.saved' || this.#begun.delete(ref)) return null;
    const { path, hash, person, written } = decodeBody(kind, body);
    if (person !== undefined || written) return null;
    const part = this.#parts.get(path) ?? `disk-${this.#parts.size}`;
    if (this.#parts.size >= mostTold && !this.#parts.has(path)) return null;
    this.#parts.set(path, part);
    const isTold = this.#expected.has(`${hash} ${path}`);
    const words = isTold
      ? 'Changed on the disk, to the text that a tool call has told'
      : 'Changed on the disk while it was working, unverified';
    return { part, path, words };
  }
}
