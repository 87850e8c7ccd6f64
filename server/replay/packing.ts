import PQueue from 'p-queue';
import type { Entry } from '../../src/shared/core/entry.ts';
import { checkpointerOf } from '../../src/shared/session/checkpointers.ts';
import type { Log } from '../log/log.ts';
import { segmentLimits } from '../log/segment.ts';
import type { SessionCore } from '../session/session-core.ts';
import { packKeptState, unpackKeptState } from '../session/session-start.ts';
import { NoteReader, packNotes } from './entry-notes.ts';

/** Segments after which a state is kept at the latest. */
const mostWithoutState = 16;
/** Interval of looking for a calm moment, the most entries of one, and the segments that may wait for it. */
const lookEveryMs = 1_000;
const mostInALook = 100;
const mostWaiting = 50;
/** Entries that are read as notes in one turn. */
const perTurn = 250;

/** Length of a ref's past from which on a checkpoint of it is kept, and the segments over which it may spread. */
const longPast = { entries: 2_000, bytes: 512 * 1024, segments: 16 } as const;

/** Reads the state that is kept at the end of a segment, and goes on from there to another entry. */
export async function readerAt(
  log: Pick<Log, 'packedState' | 'readRecorded'>,
  id: string,
  seq: number,
): Promise<NoteReader> {
  const kept = await log.packedState(id, seq);
  const begun = kept && unpackKeptState(kept);
  const reader = begun ? new NoteReader(begun.state, begun.facts) : new NoteReader();
  for (let after = begun ? kept.seq : 0; after < seq; ) {
    const page = await log.readRecorded(id, null, after, seq, segmentLimits.entries);
    for (const entry of page) reader.read(entry);
    after = page.length < segmentLimits.entries ? seq : page.at(-1)!.seq;
  }
  return reader;
}

/** Takes as many entries as one segment may hold: their bodies must not be more than a reader unpacks. */
export function ofOneSegment(entries: readonly Entry[]): readonly Entry[] {
  let bytes = 0;
  const end = entries.findIndex(({ body }, index) => {
    bytes += body.length;
    return index > 0 && bytes > segmentLimits.bytes;
  });
  return end < 0 ? entries : entries.slice(0, end);
}

interface Past {
  entries: number;
  bytes: number;
  segments: number;
}

/** Packs the oldest entries of a session into segments with their indexes, off the hot path. */
export class Packing {
  readonly #session: SessionCore;
  readonly #keepCheckpoint: (ref: string, upTo: number) => Promise<void>;
  readonly #queue = new PQueue({ concurrency: 1 });
  readonly #pasts = new Map<string, Past>();
  #due: Promise<void> = Promise.resolve();
  #reader: NoteReader | null = null;
  #packedUpTo: number | null = null;
  #unpacked = Number.POSITIVE_INFINITY;
  #isWaiting = false;
  #stateBytes = 0;
  #bytesWithoutState = 0;
  #segmentsWithoutState = mostWithoutState;

  constructor(session: SessionCore, keepCheckpoint: (ref: string, upTo: number) => Promise<void>) {
    this.#session = session;
    this.#keepCheckpoint = keepCheckpoint;
  }

  /** Counts a committed batch, and packs when much is unpacked. */
  after(batch: readonly Entry[]): void {
    const { segmentEntries } = this.#session.options;
    this.#unpacked += batch.length;
    if (segmentEntries === undefined || this.#isWaiting || this.#unpacked < 2 * segmentEntries) return;
    this.#isWaiting = true;
    this.#due = new Promise((resolve) => this.#whenCalm(segmentEntries, resolve));
  }

  /** Packs once little is being said (a debounce): to pack a segment takes as long as a hundred edits. */
  #whenCalm(count: number, done: (packed: Promise<void>) => void): void {
    const before = this.#session.head;
    this.#session.environment.setTimer(() => {
      const { head, isClosed } = this.#session;
      const isBusy = head - before > mostInALook && this.#unpacked < mostWaiting * count;
      if (isBusy && !isClosed) return this.#whenCalm(count, done);
      this.#isWaiting = false;
      this.#unpacked = 0;
      done(this.#queue.add(() => this.#pack(count)));
    }, lookEveryMs);
  }

  /** Resolves once all is packed that was due. */
  settled(): Promise<void> {
    return this.#due;
  }

  /** Packs all that is due. A failed attempt is repeated once there is as much again. */
  async #pack(count: number): Promise<void> {
    try {
      while (!this.#session.isClosed && (await this.#packOne(count))) await this.#session.turns.next();
    } catch (thrown) {
      this.#session.options.report?.(`packing the history failed: ${String((thrown as Error).stack ?? thrown)}`);
      this.#reader = null;
      this.#packedUpTo = null;
    }
  }

  /** Packs one segment of so many entries, where as many stay unpacked behind it. */
  async #packOne(count: number): Promise<boolean> {
    const { log, id, head } = this.#session;
    this.#packedUpTo ??= (await log.segments(id)).at(-1)?.last ?? 0;
    const upTo = head - count;
    if (upTo <= this.#packedUpTo) return false;
    const read = await log.readRecorded(id, null, this.#packedUpTo, upTo, count);
    if (read.length < count) return false;
    const page = ofOneSegment(read);
    this.#reader ??= await readerAt(log, id, this.#packedUpTo);
    const reader = this.#reader;
    const notes = [];
    for (const [index, entry] of page.entries()) {
      if (index % perTurn === 0) await this.#session.turns.next();
      notes.push(reader.read(entry));
    }
    const { seq: last } = page.at(-1)!;
    if (this.#session.isClosed) return false;
    await log.pack(id, { last, index: packNotes(notes), state: this.#stateDue(reader, last, page) });
    this.#packedUpTo = last;
    for (const ref of this.#longPasts(page)) await this.#keepCheckpoint(ref, last);
    return true;
  }

  /** State to be kept at the end of a segment: none while it is larger than all that came since the last. */
  #stateDue({ state, facts }: NoteReader, last: number, page: readonly Entry[]): Uint8Array | null {
    this.#bytesWithoutState += page.reduce((sum, { body }) => sum + body.length, 0);
    if (++this.#segmentsWithoutState < mostWithoutState && this.#bytesWithoutState < this.#stateBytes) return null;
    const bytes = packKeptState(last, state, facts);
    this.#stateBytes = bytes.length;
    this.#bytesWithoutState = 0;
    this.#segmentsWithoutState = 0;
    return bytes;
  }

  /** Runs a change of what is packed, and begins anew behind it. */
  exclusively<T>(run: () => Promise<T>): Promise<T> {
    return this.#queue.add(async () => {
      try {
        return await run();
      } finally {
        this.#reader = null;
        this.#packedUpTo = null;
      }
    });
  }

  /** Refs of which a checkpoint is due. */
  #longPasts(page: readonly Entry[]): string[] {
    const touched = new Set<string>();
    for (const { ref, kind, body } of page) {
      if (ref === null || !checkpointerOf(kind)) continue;
      const past = this.#pasts.get(ref) ?? { entries: 0, bytes: 0, segments: 0 };
      past.entries++;
      past.bytes += body.length;
      this.#pasts.set(ref, past);
      touched.add(ref);
    }
    return [...touched].filter((ref) => {
      const past = this.#pasts.get(ref)!;
      past.segments++;
      const { entries, bytes, segments } = longPast;
      const isLong = past.entries >= entries || past.bytes >= bytes || past.segments >= segments;
      if (isLong) this.#pasts.delete(ref);
      return isLong;
    });
  }
}
