import type { DatabaseSync } from 'node:sqlite';
import { type Entry, type EntryTuple, fromTuple, toTuple } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { pack, storedLimits, unpack } from '../../src/shared/core/message-pack.ts';
import type {
  Blanking,
  Burial,
  Checkpoint,
  Condensed,
  CutOut,
  Excision,
  ListedSegment,
  Log,
  LogUsage,
  Naming,
  Redact,
  Reindex,
  Segment,
  Stamp,
  UsedUp,
} from './log.ts';
import { SqliteStore, type Stamped, type Standing, toLogError } from './sqlite-store.ts';
import type { TailFile } from './tail-file.ts';

/** Time after which the tail's entries are taken over into SQLite. */
const takeOverMs = 100;
/** Number of them from which on they are taken over at once. */
const mostWaiting = 50;
/** Length at which a tail begins anew. */
const longTailBytes = 1024 * 1024;

type TailRecord = [
  session: string,
  term: number,
  at: number,
  entries: EntryTuple[],
  usedUp: [by: string, n: number][],
  recorded?: readonly number[],
];

function toRecord({ session, term, at, entries, usedUp, recorded }: Stamped): Uint8Array {
  const record: TailRecord = [session, term, at, entries.map(toTuple), usedUp.map(({ by, n }) => [by, n]), recorded];
  return pack(record);
}

function fromRecord(bytes: Uint8Array): Stamped {
  const [session, term, at, entries, used, recorded = []] = unpack(bytes, storedLimits) as TailRecord;
  const usedUp = used.map(([by, n]) => ({ by, n }));
  return { session, term, at, entries: entries.map(fromTuple), usedUp, recorded };
}

/**
 * The log on one machine's disk: a write-ahead tail before SQLite. A batch goes to the end of a file, synced before it
 * is acknowledged, which takes a fraction of the time of a transaction; SQLite takes many of them over together, and
 * before anything is read. It is the only user of its database and its tail.
 */
export class SqliteLog implements Log {
  readonly #store: SqliteStore;
  readonly #tail: TailFile;
  readonly #nowMs: () => number;
  readonly #standings = new Map<string, Standing>();
  #waiting: Stamped[] = [];
  #waitingEntries = 0;
  #timer: NodeJS.Timeout | null = null;
  /** Resolves when all that uses the tail is done: batches and clearings go one after another. */
  #turns: Promise<unknown> = Promise.resolve();
  /** True while the store has no room for the tail's entries; until it has, the tail takes no more. */
  #isFull = false;

  /** Takes over the entries that an earlier process left in the tail. It closes both at the end. */
  constructor(database: DatabaseSync, tail: TailFile, nowMs: () => number) {
    this.#store = new SqliteStore(database);
    this.#tail = tail;
    this.#nowMs = nowMs;
    this.#waiting = tail.found.map(fromRecord);
    this.#takeOver(true);
  }

  /** Does something with the tail once nothing else is on its way into it. */
  #inTurn<T>(run: () => T | Promise<T>): Promise<T> {
    const done = this.#turns.then(run);
    this.#turns = done.catch(() => undefined);
    return done;
  }

  /** Takes the tail's entries over. `renews` begins the tail anew, which is to be done in turn. */
  #takeOver(renews = false): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#waiting.length === 0 && !renews) return;
    this.#isFull = true;
    this.#store.take(this.#waiting, renews);
    this.#isFull = false;
    this.#waiting = [];
    this.#waitingEntries = 0;
    if (renews) this.#tail.clear();
  }

  /** The store, with every entry of the tail taken over. */
  get #whole(): SqliteStore {
    if (this.#waiting.length > 0) this.#takeOver();
    return this.#store;
  }

  /** Leaves nothing in the tail before something leaves the store: after a crash in between, neither has it. */
  #emptyTail(): void {
    this.#takeOver(true);
    this.#tail.wipe();
  }

  #takeOverSoon(): void {
    this.#timer ??= setTimeout(() => {
      if (this.#tail.bytes > longTailBytes) this.#inTurn(() => this.#takeOver(true)).catch(() => undefined);
      else this.#tryToTakeOver();
    }, takeOverMs).unref();
  }

  /** Takes over; after a failure the entries stay in the tail, and the next read or append reports it. */
  #tryToTakeOver(): void {
    try {
      this.#takeOver();
    } catch {
      // Said by `#isFull`.
    }
  }

  #standing(session: string): Standing {
    let standing = this.#standings.get(session);
    if (!standing) {
      standing = this.#whole.standing(session);
      this.#standings.set(session, standing);
    }
    return standing;
  }

  append(
    session: string,
    term: number,
    batch: readonly Entry[],
    usedUp: readonly UsedUp[] = [],
    recorded: ReadonlySet<Entry> = new Set(),
  ): Promise<Stamp[]> {
    return this.#inTurn(() => this.#append(session, term, batch, usedUp, recorded));
  }

  async #append(
    session: string,
    term: number,
    batch: readonly Entry[],
    usedUp: readonly UsedUp[],
    recorded: ReadonlySet<Entry>,
  ): Promise<Stamp[]> {
    const standing = this.#standing(session);
    if (term < standing.term) throw new EnsembleError('stale-term', 'another server has taken this session over');
    if (this.#isFull) this.#takeOver();
    const taken = new Map<string, number>();
    const lastN = (by: string) => taken.get(by) ?? standing.lastN.get(by) ?? 0;
    let { head } = standing;
    const at = Math.max(standing.lastAt, Math.floor(this.#nowMs()));
    const entries: Entry[] = [];
    const recordedSeqs: number[] = [];
    const stamps = batch.map((entry): Stamp => {
      if (entry.n > 0) {
        if (entry.n <= lastN(entry.by)) return this.#firstStamp(session, entry, entries);
        taken.set(entry.by, entry.n);
      }
      head++;
      if (recorded.has(entry)) recordedSeqs.push(head);
      entries.push({ ...entry, seq: head, at, body: entry.body.slice() });
      return { seq: head, at };
    });
    for (const { by, n } of usedUp) taken.set(by, Math.max(n, lastN(by)));
    const stamped: Stamped = { session, term, at, entries, usedUp: [...usedUp], recorded: recordedSeqs };
    try {
      const synced = this.#tail.append(toRecord(stamped));
      // While a thread waits for the disk, those whose entries these are wait as well. A long tail is for the timer.
      if (this.#waitingEntries >= mostWaiting && this.#tail.bytes <= longTailBytes) this.#tryToTakeOver();
      await synced;
    } catch (thrown) {
      throw toLogError(thrown);
    }
    this.#waiting.push(stamped);
    this.#waitingEntries += entries.length;
    standing.head = head;
    standing.lastAt = at;
    for (const [by, n] of taken) standing.lastN.set(by, n);
    this.#takeOverSoon();
    return stamps;
  }

  #firstStamp(session: string, { by, n }: Entry, batch: readonly Entry[]): Stamp {
    const first = batch.find((entry) => entry.by === by && entry.n === n);
    return first ? { seq: first.seq, at: first.at } : this.#whole.stamp(session, by, n);
  }

  claim(session: string): Promise<number> {
    return this.#inTurn(() => {
      const term = this.#whole.claim(session);
      this.#standing(session).term = term;
      return term;
    });
  }

  bring(session: string, entries: readonly Entry[], lastNs: readonly UsedUp[]): Promise<void> {
    return this.#inTurn(() => {
      const at = entries.at(-1)?.at ?? 0;
      this.#whole.take([{ session, term: 0, at, entries: [...entries], usedUp: [...lastNs], recorded: [] }], true);
      this.#standings.delete(session);
    });
  }

  async sessions(): Promise<string[]> {
    return this.#whole.sessions();
  }

  async isClaimed(session: string): Promise<boolean> {
    return this.#standing(session).term > 0;
  }

  async head(session: string): Promise<number> {
    return this.#standing(session).head;
  }

  async lastNs(session: string): Promise<Map<string, number>> {
    return new Map(this.#standing(session).lastN);
  }

  async read(session: string, after: number, upTo: number, limit: number): Promise<Entry[]> {
    return this.#whole.read(session, after, upTo, limit);
  }

  async readRef(session: string, ref: string, after: number, upTo: number, limit: number): Promise<Entry[]> {
    return this.#whole.readRef(session, ref, after, upTo, limit);
  }

  async readRecorded(
    session: string,
    ref: string | null,
    after: number,
    upTo: number,
    limit: number,
  ): Promise<Entry[]> {
    return this.#whole.readRecorded(session, ref, after, upTo, limit);
  }

  async recordings(session: string): Promise<Entry[]> {
    return this.#whole.recordings(session);
  }

  async putCheckpoint(session: string, ref: string, checkpoint: Checkpoint): Promise<void> {
    this.#whole.putCheckpoint(session, ref, checkpoint);
  }

  async checkpoint(session: string, ref: string): Promise<Checkpoint | null> {
    return this.#store.checkpoint(session, ref);
  }

  async checkpointed(session: string): Promise<Map<string, number>> {
    return this.#store.checkpointed(session);
  }

  pack(session: string, segment: Segment): Promise<void> {
    return this.#inTurn(() => this.#whole.pack(session, segment));
  }

  async segments(session: string): Promise<ListedSegment[]> {
    return this.#store.segments.list(session);
  }

  async packedState(session: string, upTo: number): Promise<Checkpoint | null> {
    return this.#store.segments.stateBefore(session, upTo);
  }

  async keepCheckpoint(session: string, ref: string, checkpoint: Checkpoint): Promise<void> {
    this.#store.checkpoints.keep(session, ref, checkpoint);
  }

  async checkpointUpTo(session: string, ref: string, upTo: number): Promise<Checkpoint | null> {
    return this.#store.checkpoints.upTo(session, ref, upTo);
  }

  async trim(session: string, kind: string, ref: string, upTo: number): Promise<void> {
    this.#whole.trim(session, kind, ref, upTo);
  }

  bury(session: string, burial: Burial, redact?: Redact): Promise<void> {
    return this.#inTurn(() => {
      this.#emptyTail();
      this.#store.bury(session, burial, redact);
    });
  }

  condense(session: string, stretch: Condensed): Promise<void> {
    return this.#inTurn(() => {
      this.#emptyTail();
      this.#store.condense(session, stretch);
    });
  }

  excise(session: string, excision: Excision, reindex: Reindex): Promise<void> {
    return this.#inTurn(() => {
      this.#emptyTail();
      this.#store.excise(session, excision, reindex);
    });
  }

  blank(session: string, blanking: Blanking): Promise<void> {
    return this.#inTurn(() => {
      this.#takeOver(true);
      this.#store.blank(session, blanking);
    });
  }

  async cuts(session: string): Promise<CutOut[]> {
    return this.#store.cuts(session);
  }

  async bringCuts(session: string, cuts: readonly CutOut[]): Promise<void> {
    this.#whole.bringCuts(session, cuts);
  }

  async removals(session: string): Promise<number> {
    return this.#store.removals.count(session);
  }

  drop(session: string): Promise<void> {
    return this.#inTurn(() => {
      if (this.#standing(session).term > 0) throw new EnsembleError('exists', 'This session is in use here.');
      this.#whole.drop(session);
      this.#standings.delete(session);
    });
  }

  async usage(session: string): Promise<LogUsage> {
    return this.#whole.usage(session);
  }

  scrub(): Promise<void> {
    return this.#inTurn(() => {
      this.#emptyTail();
      this.#store.scrub();
    });
  }

  async latestOf(session: string, ref: string, upTo: number): Promise<Entry[]> {
    return this.#whole.latestOf(session, ref, upTo);
  }

  async naming(session: string, blob: string): Promise<Naming[]> {
    return this.#whole.naming(session, blob);
  }

  async blobs(session: string): Promise<Set<string>> {
    return this.#whole.blobs(session);
  }

  close(): Promise<void> {
    return this.#inTurn(() => {
      try {
        this.#takeOver();
      } finally {
        this.#store.close();
        this.#tail.close();
      }
    });
  }
}
