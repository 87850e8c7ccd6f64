import type { JournalRecord } from '../../src/main/documents/journal.ts';
import type { DiskHistory } from '../../src/main/documents/remote-disk-history.ts';

/** Bases that hosts have noted for one another, in memory: the first, and the newest eight, as a server keeps them. */
export class MemoryBases implements DiskHistory {
  readonly #records = new Map<string, JournalRecord[]>();

  async all(ref: string): Promise<JournalRecord[]> {
    return [...(this.#records.get(ref) ?? [])];
  }

  note(ref: string, record: JournalRecord): void {
    const all = [record, ...(this.#records.get(ref) ?? [])];
    this.#records.set(ref, all.length > 9 ? [...all.slice(0, 8), all.at(-1)!] : all);
  }
}
