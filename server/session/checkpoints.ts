import PQueue from 'p-queue';
import type { FoldedRef, Pages } from '../../src/shared/core/capability.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { bodyBlobOf } from '../../src/shared/session/body-blob.ts';
import { checkpointerOf, checkpointerOfRef } from '../../src/shared/session/checkpointers.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import type { Checkpoint, RefCheckpoint } from '../log/log.ts';
import type { SessionCore } from './session-core.ts';

const defaultEntries = 2_000;
const tailBytes = 4 * 1024 * 1024;
/** Shortest interval between two foldings of a document that is typed in all the time. */
const shortestIntervalMs = 30_000;
/** Entries folded in one go. */
const pageEntries = 100;
/** Bytes folded between two looks at the clock, and the longest work in one turn: output of a terminal can cost much. */
const sliceBytes = 16 * 1024;
const mostTurnMs = 20;

/** Size of the cache of folded pasts; the one folded longest ago goes first. */
const keptBytes = 32 * 1024 * 1024;

/** A text and the facts about it, as they stood at a seq. */
export interface FoldedPast extends Checkpoint {
  /** Hash of the blob with the past, when that is too large for a frame. */
  blob?: string;
  /** The same in pages, once somebody has asked for one. */
  pages?: Pages;
}

/** A run of entries that leave the log, as (since, upTo], the refs that they are about, and the state at its end. */
export interface GoneRun {
  refs: ReadonlySet<string>;
  since: number;
  upTo: number;
  state: SessionState;
}

interface Tail {
  entries: number;
  bytes: number;
  lastMs: number;
}

/** Folds the updates of each document into checkpoints, off the hot path, so that joining late stays fast. */
export class Checkpoints {
  readonly #session: SessionCore;
  readonly #tails = new Map<string, Tail>();
  readonly #floors: Map<string, number>;
  /** Seq of each ref's stored checkpoint. */
  readonly #stored: Map<string, number>;
  /** Cache of folded pasts, the last folded at the end. */
  readonly #kept = new Map<string, FoldedPast>();
  readonly #gone = new Set<string>();
  /** Queue (a mutex): entries must not be trimmed while they are being folded. */
  readonly #queue = new PQueue({ concurrency: 1 });
  #condensedUpTo: number;
  #busy = false;
  #closed = false;

  /**
   * `floors`: the checkpoints that the log has already; an earlier server may have trimmed it up to them.
   * `condensedUpTo`: the seq up to which entries of any kind may be gone.
   */
  constructor(session: SessionCore, floors: Map<string, number>, condensedUpTo: number) {
    this.#session = session;
    this.#condensedUpTo = condensedUpTo;
    this.#floors = floors;
    this.#stored = new Map(floors);
  }

  /** The seq up to which a ref's updates may be gone from the log; 0 when none are. */
  floor(ref: string): number {
    return this.#floors.get(ref) ?? 0;
  }

  /** The seq up to which entries of any kind may be gone from the log; 0 when none are. */
  get condensedUpTo(): number {
    return this.#condensedUpTo;
  }

  /** Counts a committed entry, and folds its ref when the tail has grown long. */
  after(entry: Entry): void {
    const { ref } = entry;
    if (ref === null || !checkpointerOf(entry.kind)?.trims.includes(entry.kind)) return;
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
      this.#queue
        .add(() => this.#fold(ref, entry.seq))
        .catch((thrown) => options.report?.(`checkpoint failed: ${String(thrown)}`))
        .finally(() => {
          this.#busy = false;
        });
    }, 0);
  }

  /** Gives up any folding. */
  close(): void {
    this.#closed = true;
  }

  /** Forgets a ref that has left the session. */
  forget(ref: string): void {
    this.#gone.add(ref);
    this.#tails.delete(ref);
    this.#floors.delete(ref);
    this.#stored.delete(ref);
    this.#kept.delete(ref);
  }

  /**
   * Gives the text of a ref at some seq from `since` on, if possible not after `upTo`: without text that was written
   * and deleted before. Null where nothing need be left out, or nothing can be: old texts, from before gaps were
   * refused, may wait for an update that never came, and cannot be folded.
   */
  async at(ref: string, since: number, upTo: number): Promise<FoldedPast | null> {
    const best = await this.#best(ref, upTo);
    if (best ? best.seq >= since : since === 0) return best;
    return this.#queue.add(async () => {
      const known = await this.#best(ref, upTo);
      if (known && known.seq >= since) return known;
      const bytes = await this.#foldFrom(ref, known, upTo);
      if (bytes === null) return known;
      const past = { seq: upTo, bytes };
      this.#keep(ref, past);
      return past;
    });
  }

  /** Finds the newest folded past not after `upTo`; a later one only where nothing else stands for trimmed entries. */
  async #best(ref: string, upTo: number): Promise<FoldedPast | null> {
    const { log, id } = this.#session;
    const kept = this.#kept.get(ref);
    const floor = this.floor(ref);
    const storedSeq = this.#stored.get(ref) ?? 0;
    const fitting = kept && kept.seq <= upTo && kept.seq >= floor ? kept : null;
    if (fitting && fitting.seq >= storedSeq) return fitting;
    if (storedSeq === 0 || (storedSeq > upTo && floor <= upTo)) return fitting;
    const stored = await log.checkpoint(id, ref);
    if (stored) this.#keep(ref, stored);
    return stored;
  }

  #keep(ref: string, past: FoldedPast): void {
    if (this.#gone.has(ref) || (this.#kept.get(ref)?.seq ?? -1) >= past.seq) return;
    this.#kept.delete(ref);
    this.#kept.set(ref, past);
    let bytes = [...this.#kept.values()].reduce((sum, each) => sum + each.bytes.length, 0);
    for (const [other, { bytes: held }] of this.#kept) {
      if (bytes <= keptBytes || other === ref) break;
      this.#kept.delete(other);
      bytes -= held.length;
    }
  }

  /** Folds a ref, and keeps that beside its other checkpoints: a replay begins from it. */
  keep(ref: string, upTo: number): Promise<void> {
    return this.#queue.add(async () => {
      const { log, id } = this.#session;
      const from = await log.checkpointUpTo(id, ref, upTo);
      if (from?.seq === upTo) return;
      const bytes = await this.#foldFrom(ref, from, upTo);
      if (bytes !== null && !this.#gone.has(ref)) await log.keepCheckpoint(id, ref, { seq: upTo, bytes });
    });
  }

  /**
   * Folds the refs of runs that leave the log, while nothing else is folded, and hands them to `commit`: what stands for
   * their entries, and the refs of which nothing goes on. False where that cannot be now.
   */
  condense(
    gone: readonly GoneRun[],
    commit: (checkpoints: RefCheckpoint[], ended: string[]) => Promise<void>,
  ): Promise<boolean> {
    return this.#queue.add(async () => {
      const checkpoints: RefCheckpoint[] = [];
      const ended = new Set<string>();
      for (const { refs, since, upTo, state } of gone)
        for (const ref of refs) {
          if (!checkpointerOfRef(state, ref) || this.#gone.has(ref)) {
            ended.add(ref);
            continue;
          }
          const bytes = await this.#foldedAt(ref, upTo, state);
          if (bytes === null) return false;
          checkpoints.push({ ref, since, seq: upTo, bytes });
        }
      if (this.#closed) return false;
      await commit(checkpoints, [...ended]);
      for (const { ref, seq } of checkpoints) {
        this.#stored.set(ref, Math.max(seq, this.#stored.get(ref) ?? 0));
        this.#floors.set(ref, Math.max(seq, this.floor(ref)));
      }
      for (const { upTo } of gone) this.#condensedUpTo = Math.max(upTo, this.#condensedUpTo);
      return true;
    });
  }

  /**
   * Folds a ref as it was at `upTo`, while nothing else is folded, and hands that to `commit`, which changes its past.
   * False where it cannot be folded now.
   */
  excise(ref: string, upTo: number, commit: (bytes: Uint8Array | null) => Promise<void>): Promise<boolean> {
    return this.#queue.add(async () => {
      const { state } = this.#session;
      const goesOn = checkpointerOfRef(state, ref) !== undefined && !this.#gone.has(ref);
      const bytes = goesOn ? await this.#foldedAt(ref, upTo, state) : null;
      if ((goesOn && bytes === null) || this.#closed) return false;
      await commit(bytes);
      this.#kept.delete(ref);
      const { log, id } = this.#session;
      const stored = await log.checkpoint(id, ref);
      if (stored) this.#stored.set(ref, stored.seq);
      else this.#stored.delete(ref);
      if (goesOn) await this.#fold(ref, this.#session.head);
      return true;
    });
  }

  async #foldedAt(ref: string, upTo: number, state: SessionState): Promise<Uint8Array | null> {
    const { log, id } = this.#session;
    const from = await log.checkpointUpTo(id, ref, upTo);
    return from?.seq === upTo ? from.bytes : this.#foldFrom(ref, from, upTo, state);
  }

  async #fold(ref: string, upTo: number): Promise<void> {
    const { log, id, options } = this.#session;
    const bytes = await this.#foldFrom(ref, await log.checkpoint(id, ref), upTo);
    // An update that waits for another is kept only as a tail: a checkpoint must stand alone.
    if (bytes === null || this.#gone.has(ref)) return;
    await log.putCheckpoint(id, ref, { seq: upTo, bytes });
    this.#stored.set(ref, upTo);
    if (!options.trims) return;
    this.#floors.set(ref, upTo);
    for (const kind of checkpointerOfRef(this.#session.state, ref)?.trims ?? []) await log.trim(id, kind, ref, upTo);
  }

  /** Folds a few entries at a time, so that typing is not kept waiting. Null where that cannot be. */
  async #foldFrom(
    ref: string,
    from: Checkpoint | null,
    upTo: number,
    state: SessionState = this.#session.state,
  ): Promise<Uint8Array | null> {
    const { log, id, environment } = this.#session;
    const checkpointer = checkpointerOfRef(state, ref);
    if (!checkpointer) return null;
    const begun = checkpointer.begin();
    // Awaited only where needed: an extra turn would change the order of everything that happens at this moment.
    const past = begun instanceof Promise ? await begun : begun;
    try {
      if (from) past.load(from.bytes);
      let after = from?.seq ?? 0;
      while (after < upTo) {
        const page = await log.readRef(id, ref, after, upTo, pageEntries);
        const wanted = page.filter(({ kind }) => checkpointer.kinds.includes(kind));
        if (!(await this.#foldPage(past, wanted))) return null;
        after = page.length < pageEntries ? upTo : page.at(-1)!.seq;
        await new Promise<void>((resolve) => void environment.setTimer(resolve, 0));
        if (this.#closed || this.#gone.has(ref)) return null;
      }
      return past.encode();
    } finally {
      past.close();
    }
  }

  /** Folds a page of entries. Returns false when a blob of these is not here. */
  async #foldPage(past: FoldedRef, page: readonly Entry[]): Promise<boolean> {
    const { options, facts } = this.#session;
    const whole: Entry[] = [];
    for (const entry of page) {
      const hash = bodyBlobOf(entry);
      const body = hash === null ? entry.body : await options.getBlob?.(hash);
      if (!body) return false;
      whole.push({ ...entry, body });
    }
    const { environment } = this.#session;
    let beganMs = environment.elapsedMs();
    for (const slice of slicesOf(whole)) {
      past.fold(slice, (replica) => facts.boundOf(replica));
      if (environment.elapsedMs() - beganMs < mostTurnMs) continue;
      await new Promise<void>((resolve) => void environment.setTimer(resolve, 0));
      if (this.#closed) return false;
      beganMs = environment.elapsedMs();
    }
    return true;
  }
}

/** Groups entries by their bytes. */
function slicesOf(entries: readonly Entry[]): Entry[][] {
  const slices: Entry[][] = [];
  let bytes = sliceBytes;
  for (const entry of entries) {
    if (bytes >= sliceBytes) {
      slices.push([]);
      bytes = 0;
    }
    slices.at(-1)!.push(entry);
    bytes += entry.body.length;
  }
  return slices;
}
