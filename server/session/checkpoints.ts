import * as Y from 'yjs';
import { TextCopy, writerOf } from '../../src/shared/model/text-copy.ts';
import type { Entry } from '../../src/shared/protocol/entry.ts';
import type { Session } from './session.ts';

const defaultEntries = 2_000;
const tailBytes = 4 * 1024 * 1024;
/** A document that is typed in all the time is not folded more often than this. */
const shortestIntervalMs = 30_000;
/** Folded in one go. */
const pageEntries = 100;

interface Tail {
  entries: number;
  bytes: number;
  lastMs: number;
}

/** Folds the updates of each document into checkpoints, off the hot path, so that joining late stays fast. */
export class Checkpoints {
  readonly #session: Session;
  readonly #tails = new Map<string, Tail>();
  readonly #floors: Map<string, number>;
  #busy = false;
  #closed = false;

  /** `floors`: the checkpoints that the log has already; an earlier server may have trimmed it up to them. */
  constructor(session: Session, floors: Map<string, number>) {
    this.#session = session;
    this.#floors = floors;
  }

  /** The seq up to which a ref's updates may be gone from the log; 0 when none are. */
  floor(ref: string): number {
    return this.#floors.get(ref) ?? 0;
  }

  /** Counts a committed entry, and folds its ref when the tail has grown long. */
  after(entry: Entry): void {
    if (entry.kind !== 'doc.updated' || entry.ref === null) return;
    const { ref } = entry;
    const { options, environment } = this.#session;
    const tail = this.#tails.get(ref) ?? { entries: 0, bytes: 0, lastMs: Number.NEGATIVE_INFINITY };
    this.#tails.set(ref, tail);
    tail.entries++;
    tail.bytes += entry.body.length;
    const long = tail.entries >= (options.checkpointEntries ?? defaultEntries) || tail.bytes >= tailBytes;
    const nowMs = environment.nowMs();
    const soon = options.checkpointEntries === undefined && nowMs - tail.lastMs < shortestIntervalMs;
    if (!long || soon || this.#busy) return;
    Object.assign(tail, { entries: 0, bytes: 0, lastMs: nowMs });
    this.#busy = true;
    environment.setTimer(() => {
      this.#fold(ref, entry.seq)
        .catch((thrown) => options.report?.(`checkpoint failed: ${String(thrown)}`))
        .finally(() => {
          this.#busy = false;
        });
    }, 0);
  }

  /** What is being folded is given up. */
  close(): void {
    this.#closed = true;
  }

  /** Folds a few entries at a time: what people type meanwhile is not kept waiting. */
  async #fold(ref: string, upTo: number): Promise<void> {
    const { log, id, options, environment } = this.#session;
    const previous = await log.checkpoint(id, ref);
    const copy = new TextCopy();
    if (previous) copy.load(previous.bytes);
    let after = previous?.seq ?? 0;
    while (after < upTo) {
      const page = await log.readRef(id, ref, after, upTo, pageEntries);
      if (!(await this.#applyPage(copy, page))) return;
      after = page.length < pageEntries ? upTo : page.at(-1)!.seq;
      await new Promise<void>((resolve) => void environment.setTimer(resolve, 0));
      if (this.#closed) return;
    }
    // An update that waits for another is kept only as a tail: a checkpoint must stand alone.
    const bytes = copy.encode();
    copy.document.destroy();
    if (bytes === null) return;
    await log.putCheckpoint(id, ref, { seq: upTo, bytes });
    if (!options.trims) return;
    this.#floors.set(ref, upTo);
    await log.trim(id, 'doc.updated', ref, upTo);
  }

  /** Returns false when a blob of these is not here. */
  async #applyPage(copy: TextCopy, page: readonly Entry[]): Promise<boolean> {
    const { options, state } = this.#session;
    const whole: Entry[] = [];
    for (const entry of page) {
      if (entry.kind !== 'doc.updated' && entry.kind !== 'doc.bound') continue;
      const body = entry.blob === null ? entry.body : await options.getBlob?.(entry.blob);
      if (!body) return false;
      whole.push({ ...entry, body });
    }
    // In one transaction: what Yjs does after each costs more the more people have typed.
    const apply = () => whole.forEach((entry) => void copy.fold(entry, writerOf(state, entry.by)));
    Y.transact(copy.document, apply, null, false);
    return true;
  }
}
