import { authorOf, TextCopy } from '../../src/shared/model/text-copy.ts';
import type { Entry } from '../../src/shared/protocol/entry.ts';
import { decodeBody } from '../../src/shared/protocol/table.ts';
import type { Session } from './session.ts';

const defaultEntries = 2_000;
const tailBytes = 4 * 1024 * 1024;
/** A document that is typed in all the time is not folded more often than this. */
const shortestIntervalMs = 30_000;

interface Tail {
  entries: number;
  bytes: number;
  lastMs: number;
}

/** Folds the updates of each document into checkpoints, off the hot path, so that joining late stays fast. */
export class Checkpoints {
  readonly #session: Session;
  readonly #tails = new Map<string, Tail>();
  readonly #floors = new Map<string, number>();
  #busy = false;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The seq up to which a ref's updates may be gone from the log; 0 when none are. */
  floor(ref: string): number {
    return this.#session.options.trims ? (this.#floors.get(ref) ?? 0) : 0;
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

  async #fold(ref: string, upTo: number): Promise<void> {
    const { log, id, options } = this.#session;
    const previous = await log.checkpoint(id, ref);
    const copy = new TextCopy();
    if (previous) copy.load(previous.bytes);
    const tail = await log.readRef(id, ref, previous?.seq ?? 0, upTo, Number.MAX_SAFE_INTEGER);
    for (const entry of tail) {
      if (entry.kind !== 'doc.updated') continue;
      const body = entry.blob === null ? entry.body : await options.getBlob?.(entry.blob);
      if (!body) return;
      copy.apply(decodeBody(entry.kind, body), authorOf(this.#session.state, entry.by));
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
}
