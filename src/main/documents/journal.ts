import { z } from 'zod';
import { textFormat } from '../../shared/capabilities/documents/kinds.ts';
import { bytes } from '../../shared/core/bytes.ts';

/** A text that the host put on the disk, or found there: the base for merging the next change from outside. */
export const journalRecord = z.object({
  path: z.string(),
  /** SHA-256 (hex) of the file's bytes. */
  hash: z.string(),
  /** The text on the disk as a whole Yjs document (v1 update). */
  base: bytes,
  /** The document with that change taken in, where it is more than both put together: a crash must not halve it. */
  document: bytes.optional(),
  /** Owners of the ids in it that their own replica had not bound in the log yet. */
  brought: z.array(z.tuple([z.number(), z.string()])).optional(),
  format: textFormat,
  /** The file's former bytes, while it is overwritten in place: until then it holds a mixture. */
  before: bytes.optional(),
  /**
   * Text that the session began with. Set where the record was another machine's, and this one's file is of no version
   * that the session knows: text written since then is removed only by a choice.
   */
  first: z.string().optional(),
  /** Set where a document was to be saved at a path that was not its own; all others have its own path. */
  elsewhere: z.literal(true).optional(),
});

export type JournalRecord = z.infer<typeof journalRecord>;

/** A text of which the log had, at a seq, what its newest record says of the disk: nothing needs to be compared. */
export interface RestingText {
  seq: number;
  path: string;
  /** SHA-256 (hex) of the text, as `doc.saved` has it, and of the file's bytes. */
  textHash: string;
  bytesHash: string;
}

/** The newest record of a document, and the one before it. */
export interface JournalRecords {
  current: JournalRecord | null;
  previous: JournalRecord | null;
}

/**
 * Write-ahead journal of files: written, and synced, before a file is replaced. The record before it is kept: after a
 * crash the disk may hold either.
 */
export interface Journal {
  records(ref: string): Promise<JournalRecords>;
  put(ref: string, record: JournalRecord): Promise<void>;
  /** Changes the newest record; the one before it stays. */
  amend(ref: string, record: JournalRecord): Promise<void>;
  /** Restores the records from before a write that failed. */
  restore(ref: string, records: JournalRecords): Promise<void>;
  /** Lists the documents with records; `hasEarlier`: there is one before the newest. */
  recorded(): Promise<{ ref: string; hasEarlier: boolean }[]>;
  /** Forgets the record before the newest, or both, with what is noted of the text. */
  forget(ref: string, which: 'earlier' | 'both'): Promise<void>;
  /** Notes a text that may rest. The next record voids that, unless it only has another path. */
  noteResting(ref: string, text: RestingText): Promise<void>;
  resting(): Promise<Map<string, RestingText>>;
  restingText(ref: string): Promise<RestingText | null>;
}

/** Gives what stays of the note of a resting text when its newest record is amended. */
export function stillResting(text: RestingText, { before, path, hash }: JournalRecord): RestingText | null {
  return before === undefined && hash === text.bytesHash ? { ...text, path } : null;
}

/** A journal in memory, for simulations: it outlives the keeper, as a disk would. */
export class MemoryJournal implements Journal {
  readonly #records = new Map<string, JournalRecord[]>();
  readonly #resting = new Map<string, RestingText>();

  async records(ref: string): Promise<JournalRecords> {
    const [current = null, previous = null] = this.#records.get(ref) ?? [];
    return { current, previous };
  }

  async put(ref: string, record: JournalRecord): Promise<void> {
    this.#resting.delete(ref);
    const [current] = this.#records.get(ref) ?? [];
    this.#records.set(ref, current ? [record, current] : [record]);
  }

  async amend(ref: string, record: JournalRecord): Promise<void> {
    this.#records.get(ref)?.splice(0, 1, record);
    const resting = this.#resting.get(ref);
    const still = resting ? stillResting(resting, record) : null;
    if (still) this.#resting.set(ref, still);
    else this.#resting.delete(ref);
  }

  async restore(ref: string, { current, previous }: JournalRecords): Promise<void> {
    this.#resting.delete(ref);
    this.#records.set(
      ref,
      [current, previous].filter((record) => record !== null),
    );
  }

  async recorded(): Promise<{ ref: string; hasEarlier: boolean }[]> {
    return [...this.#records].map(([ref, records]) => ({ ref, hasEarlier: records.length > 1 }));
  }

  async forget(ref: string, which: 'earlier' | 'both'): Promise<void> {
    this.#records.get(ref)?.splice(1);
    if (which === 'earlier') return;
    this.#records.delete(ref);
    this.#resting.delete(ref);
  }

  async noteResting(ref: string, text: RestingText): Promise<void> {
    this.#resting.set(ref, text);
  }

  async resting(): Promise<Map<string, RestingText>> {
    return new Map(this.#resting);
  }

  async restingText(ref: string): Promise<RestingText | null> {
    return this.#resting.get(ref) ?? null;
  }
}
