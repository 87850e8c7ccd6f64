import type { Blanking, Burial, Condensed, Excision, Redact, Reindex } from '../../server/log/log.ts';
import { MemoryLog } from '../../server/log/memory-log.ts';
import { tombstoneOf } from '../../server/log/tombstone.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { lookUp } from '../../src/shared/session/table.ts';

const all = Number.MAX_SAFE_INTEGER;

/** A log that remembers for the checks which history has left it: no session reads that. */
export class RememberingLog extends MemoryLog {
  #left: Entry[] = [];

  override async condense(id: string, stretch: Condensed): Promise<void> {
    const before = await this.read(id, stretch.after, stretch.upTo, all);
    await super.condense(id, stretch);
    const stays = new Set((await this.read(id, stretch.after, stretch.upTo, all)).map(({ seq }) => seq));
    this.#remember(before.filter(({ seq, kind }) => !stays.has(seq) && lookUp(kind)?.keep !== 'latest'));
  }

  override async excise(id: string, excision: Excision, reindex: Reindex): Promise<void> {
    const { ref, after, upTo, kinds } = excision;
    const before = await this.readRef(id, ref, after, upTo, all);
    await super.excise(id, excision, reindex);
    this.#remember(before.filter(({ kind }) => kinds.includes(kind)));
  }

  /** Takes entries in, unless they have the place of some that left before. */
  #remember(entries: readonly Entry[]): void {
    const known = new Set(this.#left.map(({ seq }) => seq));
    this.#left.push(...entries.filter(({ seq }) => !known.has(seq)));
  }

  override async bury(id: string, burial: Burial, redact?: Redact): Promise<void> {
    await super.bury(id, burial, redact);
    const goes = ({ seq, ref }: Entry) =>
      'seq' in burial ? seq === burial.seq : ref === burial.ref && seq <= burial.upTo;
    this.#left = this.#left.map((entry) => (goes(entry) ? tombstoneOf(entry) : entry));
  }

  override async blank(id: string, blanking: Blanking): Promise<void> {
    const seqs = new Set(blanking.instead.map(({ seq }) => seq));
    const before = await this.read(id, 0, all, all);
    await super.blank(id, blanking);
    this.#remember(before.filter(({ seq }) => seqs.has(seq)));
  }

  /** Reads all entries, those that have left too. */
  async whole(id: string): Promise<Entry[]> {
    const left = new Set(this.#left.map(({ seq }) => seq));
    const entries = (await this.read(id, 0, all, all)).filter(({ seq }) => !left.has(seq));
    return [...this.#left, ...entries].sort((a, b) => a.seq - b.seq);
  }
}
