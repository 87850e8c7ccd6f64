import { TextCopy, writerBehind } from '../../src/shared/capabilities/documents/text-copy.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import type { Timeline } from '../../src/shared/core/timeline.ts';
import { checkpointerOf } from '../../src/shared/session/checkpointers.ts';
import { fold } from '../../src/shared/session/fold.ts';
import { emptyState, type SessionState } from '../../src/shared/session/state.ts';
import type { Checkpoint, Log } from '../log/log.ts';
import { LogFacts } from '../session/log-facts.ts';
import { TimelineMaker } from './timeline-maker.ts';

/** Entries between two states that are kept: a state shares most of what it has with the one before. */
const keptEvery = 1_000;
const pageEntries = 2_000;

/** Finds the number of items that are at most `value`, in a sorted list (a binary search). */
function countUpTo(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The past of a session, up to the head of its log at the opening: its state and its entries at any seq. */
export class ReplayHistory {
  readonly #log: Log;
  readonly #id: string;
  readonly #kept: { seq: number; state: SessionState }[] = [{ seq: 0, state: emptyState }];
  readonly #seqs: number[] = [];
  readonly #times: number[] = [];
  readonly facts = new LogFacts();
  readonly timeline: Timeline;

  private constructor(log: Log, id: string, timeline: Timeline) {
    this.#log = log;
    this.#id = id;
    this.timeline = timeline;
  }

  /** Reads a session's log once. */
  static async open(log: Log, id: string): Promise<ReplayHistory> {
    const maker = new TimelineMaker();
    const history = new ReplayHistory(log, id, maker.made());
    const head = await log.head(id);
    let state = emptyState;
    for (let after = 0; after < head; ) {
      const page = await log.read(id, after, head, pageEntries);
      for (const entry of page) {
        state = fold(state, entry);
        history.#note(entry, state);
        maker.note(entry, state);
      }
      after = page.length < pageEntries ? head : page.at(-1)!.seq;
    }
    Object.assign(history.timeline, maker.made());
    return history;
  }

  #note(entry: Entry, state: SessionState): void {
    this.#seqs.push(entry.seq);
    this.#times.push(entry.at);
    this.facts.note(entry);
    if (this.#seqs.length % keptEvery === 0) this.#kept.push({ seq: entry.seq, state });
  }

  /** Seq of the last entry that was there at a time; that of the first before it. */
  seqAt(atMs: number): number {
    return this.#seqs[Math.max(0, countUpTo(this.#times, atMs) - 1)] ?? 0;
  }

  /** Seq within the recorded stretch that is nearest to the given one. */
  clamped(seq: number): number {
    const { first, last } = this.timeline;
    return Math.min(last.seq, Math.max(first.seq, Math.floor(seq)));
  }

  /** Folds the state as it was after an entry. */
  async stateAt(seq: number): Promise<SessionState> {
    const kept = this.#kept[Math.floor(countUpTo(this.#seqs, seq) / keptEvery)]!;
    return (await this.between(kept.seq, seq)).reduce(fold, kept.state);
  }

  /** Reads the entries in (after, upTo]. */
  async between(after: number, upTo: number): Promise<Entry[]> {
    return after < upTo ? this.#log.read(this.#id, after, upTo, upTo - after) : [];
  }

  /** Counts the entries in (after, upTo]. */
  countBetween(after: number, upTo: number): number {
    return countUpTo(this.#seqs, upTo) - countUpTo(this.#seqs, after);
  }

  /** Folds the text of a document as it was after an entry. */
  async textAt(ref: string, seq: number): Promise<string> {
    const { checkpoint, entries } = await this.pastOf(ref, seq);
    const copy = new TextCopy();
    if (checkpoint) copy.load(checkpoint.bytes);
    for (const entry of entries)
      if (checkpointerOf(entry.kind))
        copy.fold(entry, writerBehind(entry.by, this.facts.boundOf(entry.by) ?? undefined));
    const text = copy.text.toString();
    copy.document.destroy();
    return text;
  }

  /** Reads everything about a ref up to a seq: a checkpoint, where one is from before it, and the entries after that. */
  async pastOf(ref: string, upTo: number): Promise<{ checkpoint: Checkpoint | null; entries: Entry[] }> {
    const newest = await this.#log.checkpoint(this.#id, ref);
    const checkpoint = newest && newest.seq <= upTo ? newest : null;
    const after = checkpoint?.seq ?? 0;
    return { checkpoint, entries: await this.#log.readRef(this.#id, ref, after, upTo, Number.MAX_SAFE_INTEGER) };
  }
}
