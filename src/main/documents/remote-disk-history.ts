import type { Fetch } from '../../client/http-blobs.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { pack, unpack } from '../../shared/core/message-pack.ts';
import type { Journal, JournalRecord, JournalRecords, RestingText } from './journal.ts';
import { journalRecord } from './journal.ts';

/** Texts on hosts' disks, document by document, noted beside the log for the next host. */
export interface DiskHistory {
  /** Reads the bases of a document, the newest first. Rejects when they cannot be had now. */
  all(ref: string): Promise<JournalRecord[]>;
  /** Notes one more, as soon as that can be; never fails. */
  note(ref: string, record: JournalRecord): void;
}

/** Disk history on a session server, over HTTP. A failed note is retried with the next record, or with `again`. */
export class RemoteDiskHistory implements DiskHistory {
  readonly #base: string;
  readonly #bearer: string;
  readonly #fetch: Fetch;
  readonly #waiting = new Map<string, JournalRecord>();
  #working: Promise<void> | null = null;

  constructor(base: string, bearer: string, fetchWith: Fetch) {
    this.#base = base;
    this.#bearer = bearer;
    this.#fetch = fetchWith;
  }

  #call(ref: string, method: 'GET' | 'PUT', body?: Uint8Array<ArrayBuffer>): ReturnType<Fetch> {
    const headers = { authorization: `Bearer ${this.#bearer}` };
    return this.#fetch(`${this.#base}/${ref}`, { method, headers, ...(body ? { body } : {}) });
  }

  async all(ref: string): Promise<JournalRecord[]> {
    const response = await this.#call(ref, 'GET').catch(() => null);
    if (!response?.ok)
      throw new EnsembleError('disconnected', 'The last host’s versions of the files cannot be read now.');
    const packed = unpack(new Uint8Array(await response.arrayBuffer())) as Uint8Array[];
    return packed.map((bytes) => journalRecord.parse(unpack(bytes)));
  }

  note(ref: string, record: JournalRecord): void {
    this.#waiting.set(ref, record);
    this.again();
  }

  /** Retries failed notes. */
  again(): void {
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
    });
  }

  async #work(): Promise<void> {
    for (const [ref, record] of this.#waiting) {
      const response = await this.#call(ref, 'PUT', new Uint8Array(pack(record))).catch(() => null);
      if (!response?.ok) return;
      if (this.#waiting.get(ref) === record) this.#waiting.delete(ref);
    }
  }

  /** Resolves when everything under way is done, one way or the other. */
  async settled(): Promise<void> {
    await this.#working;
  }
}

/** A host's journal whose records are noted for the next host as well. */
export class NotedJournal implements Journal {
  readonly #journal: Journal;
  readonly #bases: () => DiskHistory | null;

  constructor(journal: Journal, bases: () => DiskHistory | null) {
    this.#journal = journal;
    this.#bases = bases;
  }

  records(ref: string): ReturnType<Journal['records']> {
    return this.#journal.records(ref);
  }

  async put(ref: string, record: JournalRecord): Promise<void> {
    await this.#journal.put(ref, record);
    this.#bases()?.note(ref, record);
  }

  amend(ref: string, record: JournalRecord): Promise<void> {
    return this.#journal.amend(ref, record);
  }

  async restore(ref: string, records: JournalRecords): Promise<void> {
    await this.#journal.restore(ref, records);
    if (records.current) this.#bases()?.note(ref, records.current);
  }

  recorded(): ReturnType<Journal['recorded']> {
    return this.#journal.recorded();
  }

  forget(ref: string, which: 'earlier' | 'both'): Promise<void> {
    return this.#journal.forget(ref, which);
  }

  noteResting(ref: string, text: RestingText): Promise<void> {
    return this.#journal.noteResting(ref, text);
  }

  resting(): Promise<Map<string, RestingText>> {
    return this.#journal.resting();
  }

  restingText(ref: string): Promise<RestingText | null> {
    return this.#journal.restingText(ref);
  }
}
