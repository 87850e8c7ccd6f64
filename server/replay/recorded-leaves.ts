import type { Entry } from '../../src/shared/core/entry.ts';
import { type Deleted, deletedIn, keptStretches } from './kept-stretches.ts';

/** Decisions on what leaves a log and on what recordings keep: by the entries of recordings as they are now. */
export class RecordedLeaves {
  readonly #deleted: ReadonlyMap<string, Deleted>;
  readonly #kept: ReturnType<typeof keptStretches>;
  /** Stretches of recordings that were made afterwards, and are to leave at once. */
  readonly #clearedStretches: ReturnType<typeof keptStretches>;
  /** Seqs of the entries of recordings that are to leave at once, such as their stops, but for the deletions. */
  readonly #clearedSeqs: ReadonlySet<number>;

  constructor(recordings: readonly Entry[]) {
    this.#deleted = deletedIn(recordings);
    this.#kept = keptStretches(recordings);
    const ofCleared = recordings.filter(({ kind, ref }) => this.#isCleared(ref) && kind !== 'recording.deleted');
    this.#clearedStretches = keptStretches(ofCleared);
    this.#clearedSeqs = new Set(ofCleared.map(({ seq }) => seq));
  }

  #isCleared(ref: string | null): boolean {
    return ref !== null && this.#deleted.get(ref)?.clears === true;
  }

  get deletedCount(): number {
    return this.#deleted.size;
  }

  /** Seq of the last deletion whose stretch is to leave at once; 0 for none. */
  get clearedUpTo(): number {
    return Math.max(0, ...[...this.#deleted.values()].flatMap(({ clears, seq }) => (clears ? seq : [])));
  }

  /** Says whether an entry leaves: what no recording keeps and is old, and what is to leave at once. */
  leaves(seq: number, recording: string | null, oldUpTo: number): boolean {
    const isIn = (stretch: { after: number; upTo: number }) => seq > stretch.after && seq <= stretch.upTo;
    const isKept = (recording !== null && !this.#deleted.has(recording)) || this.#kept.some(isIn);
    if (isKept) return false;
    if (seq <= oldUpTo) return true;
    return this.#isCleared(recording) || this.#clearedSeqs.has(seq) || this.#clearedStretches.some(isIn);
  }

  /** Says of an entry of recordings that leaves whether it is forgotten: a deleted one leaves no title, nor markers. */
  forgets({ kind, ref }: Entry): boolean {
    if (kind === 'recording.deleted') return false;
    return kind === 'recording.marked' || (ref !== null && this.#deleted.has(ref));
  }
}
