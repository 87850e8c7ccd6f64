import { isPairRef } from '../../src/shared/capabilities/direct/pairs.ts';
import { TextCopy, writerBehind } from '../../src/shared/capabilities/documents/text-copy.ts';
import type { Moment } from '../../src/shared/capabilities/replay/methods.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { isMissingAt, type Timeline } from '../../src/shared/core/timeline.ts';
import { checkpointerOf } from '../../src/shared/session/checkpointers.ts';
import { fold } from '../../src/shared/session/fold.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import type { Checkpoint, CutOut, Log } from '../log/log.ts';
import type { LogFacts } from '../session/log-facts.ts';
import type { Stretch } from './cutting.ts';
import { type EntryNote, type NoteReader, unpackNotes } from './entry-notes.ts';
import { foldedPast, type GetBlob, wholeEntry } from './folded-past.ts';
import { recordingGone } from './kept-stretches.ts';
import { countUpTo, MomentIndex } from './moment-index.ts';
import { readerAt } from './packing.ts';
import { Stretches } from './stretches.ts';
import { TimelineMaker } from './timeline-maker.ts';
import { withoutDirect } from './without-direct.ts';

/** Entries between two states that are kept: a state shares most of what it has with the one before. */
const keptEvery = 1_000;
/** States of the last moments that were asked for: one question hardly comes alone. */
const mostRecent = 16;
const pageEntries = 2_000;
/** Most pasts of refs that are kept folded (LRU). */
const mostBases = 100;

/** Error for content at a moment that was cut out. */
const cutOut = () =>
  new EnsembleError('not-found', 'This was cut out of the recording here: go to another moment to see it.');

/** A log as a replay reads it: that of a session, or a file. */
export type ReplayLog = Pick<Log, 'head' | 'segments' | 'packedState' | 'readRecorded' | 'checkpointUpTo' | 'cuts'>;

/** Options of a history. */
export interface HistoryOptions {
  /** Recording to which it is bounded; null for all of the session. */
  recording?: string | null;
  /** Stretch of that recording, where it was kept afterwards. */
  kept?: Stretch | null;
  getBlob?: GetBlob;
}

/**
 * The past of a session, or of one recording of it, up to the head of its log at the opening: its state and its entries
 * at any seq. A recording is some stretches of the log: between them, nothing is shown.
 */
export class ReplayHistory {
  readonly #log: ReplayLog;
  readonly #id: string;
  readonly #options: HistoryOptions;
  /** States behind the last segment. */
  readonly #kept: { seq: number; state: SessionState }[] = [];
  readonly #keptSeqs: number[] = [];
  readonly #maker = new TimelineMaker();
  readonly #stretches = new Stretches();
  /** Contents that were cut out, by their refs. */
  readonly #cuts = new Map<string, CutOut[]>();
  /** Pasts of refs as they were when a stretch began. */
  readonly #bases = new Map<string, Promise<Checkpoint | null>>();
  /** Documents that were ever opened, as far as something of them is left. */
  documents: ReadonlySet<string> = new Set();
  /** A memo (LRU) by seq. */
  readonly #recent = new Map<number, Promise<SessionState>>();
  readonly index = new MomentIndex();
  readonly facts: Pick<LogFacts, 'boundOf'>;
  timeline: Timeline;

  private constructor(log: ReplayLog, id: string, options: HistoryOptions, { facts, state }: NoteReader) {
    this.#log = withoutDirect(log);
    this.#id = id;
    this.#options = options;
    this.facts = facts;
    this.timeline = this.#maker.made([], state);
  }

  /**
   * Reads the indexes of a session's segments, and its entries behind them. Throws `not-found` for a recording that it
   * does not have.
   */
  static async open(log: ReplayLog, id: string, options: HistoryOptions = {}): Promise<ReplayHistory> {
    const head = await log.head(id);
    const segments = await log.segments(id);
    const packedUpTo = segments.at(-1)?.last ?? 0;
    const reader = await readerAt(log, id, packedUpTo);
    const history = new ReplayHistory(log, id, options, reader);
    history.#keep(packedUpTo, reader.state);
    const all = await log.cuts(id);
    for (const [ref, cuts] of Map.groupBy(all, ({ ref }) => ref)) if (!isPairRef(ref)) history.#cuts.set(ref, cuts);
    for (const { last, index, isEmpty } of segments) {
      for (const note of unpackNotes(index)) history.#note(note);
      // Nothing is shown of entries that have left the log.
      if (isEmpty) history.#breakOff(last);
    }
    for (let after = packedUpTo; after < head; ) {
      const page = await log.readRecorded(id, null, after, head, pageEntries);
      for (const entry of page) {
        history.#note(reader.read(entry));
        if (entry.seq - history.#kept.at(-1)!.seq >= keptEvery) history.#keep(entry.seq, reader.state);
      }
      after = page.length < pageEntries ? head : page.at(-1)!.seq;
    }
    if (history.index.count === 0) throw recordingGone();
    history.timeline = history.#maker.made(history.index.events, reader.state, history.#shownCuts());
    history.documents = new Set(Object.keys(reader.state.documents));
    return history;
  }

  #keep(seq: number, state: SessionState): void {
    this.#kept.push({ seq, state });
    this.#keptSeqs.push(seq);
  }

  /** Takes in an entry; it is shown where it is in the recording. */
  #note(note: EntryNote): void {
    const { recording = null, kept = null } = this.#options;
    const isKept = kept !== null && note.seq > kept.after && note.seq <= kept.upTo;
    const isShown = recording === null || note.recording === recording || isKept;
    if (!isShown) return this.#breakOff(note.seq);
    this.#stretches.note(note.seq, true);
    this.index.note(note);
    this.#maker.note(note);
  }

  #breakOff(seq: number): void {
    this.#stretches.note(seq, false);
    this.#maker.breakOff();
  }

  /** Finds the person of a replica, present or past. */
  personBehind(replica: string): string | null {
    return this.facts.boundOf(replica)?.person ?? null;
  }

  /** Seq of the last entry that was there at a time; that of the first before it. */
  seqAt(atMs: number): number {
    return this.index.seqAt(atMs);
  }

  /** Seq within the shown stretches that is nearest to the given one. */
  clamped(seq: number): number {
    return this.#stretches.nearest(Math.floor(seq));
  }

  /** Folds the state as it was after an entry. */
  stateAt(seq: number): Promise<SessionState> {
    const state = this.#recent.get(seq) ?? this.#folded(seq);
    this.#recent.delete(seq);
    this.#recent.set(seq, state);
    if (this.#recent.size > mostRecent) this.#recent.delete(this.#recent.keys().next().value!);
    state.catch(() => this.#recent.delete(seq));
    return state;
  }

  async #folded(seq: number): Promise<SessionState> {
    const kept = this.#kept[countUpTo(this.#keptSeqs, seq) - 1];
    let from = kept?.seq ?? 0;
    // A file has no entries between its stretches.
    const start = this.isShown(seq) ? this.#stretches.startOf(seq) : seq;
    for (const known of this.#recent.keys()) if (known < seq && known > from && known > start) from = known;
    const recent = this.#recent.get(from);
    const isNear = recent !== undefined && seq - from < keptEvery;
    if (!isNear && !kept) return (await readerAt(this.#log, this.#id, seq)).state;
    const base = recent && from !== kept?.seq ? await recent : kept!.state;
    return (await this.#read(null, from, seq)).reduce(fold, base);
  }

  /** Describes a moment: its place, and the last thing that people know of by then. */
  async momentAt(seq: number): Promise<Moment> {
    const here = { seq, atMs: this.index.timeOf(seq) };
    const known = this.index.lastKnownUpTo(seq);
    const [entry] = known === null ? [] : await this.between(known - 1, known);
    if (!entry) return { ...here, kind: '', person: null, path: null, words: null };
    const { documents } = await this.stateAt(seq);
    const path = entry.ref === null ? null : (documents[entry.ref]?.path ?? null);
    const { person, words } = this.index.eventAt(entry.seq) ?? { person: this.personBehind(entry.by), words: null };
    return { ...here, kind: entry.kind, person, path, words };
  }

  #read(ref: string | null, after: number, upTo: number): Promise<Entry[]> {
    return this.#log.readRecorded(this.#id, ref, after, upTo, Number.MAX_SAFE_INTEGER);
  }

  /** Reads the entries in (after, upTo]. */
  async between(after: number, upTo: number): Promise<Entry[]> {
    return after < upTo ? this.#read(null, after, upTo) : [];
  }

  /** Reads the entries in (after, upTo] page by page: of a file, seqs may be as far apart as its author wants. */
  async *pagesBetween(after: number, upTo: number, limit: number): AsyncGenerator<Entry[]> {
    for (let at = after; at < upTo; ) {
      const page = await this.#log.readRecorded(this.#id, null, at, upTo, limit);
      yield page;
      at = page.length < limit ? upTo : page.at(-1)!.seq;
    }
  }

  /** Reads the entries about a ref in (after, upTo]. */
  about(ref: string, after: number, upTo: number): Promise<Entry[]> {
    return this.#read(ref, after, upTo);
  }

  /** Counts the entries in (after, upTo]; infinite where something between them is not shown. */
  countBetween(after: number, upTo: number): number {
    if (this.#stretches.startOf(after) !== this.#stretches.startOf(upTo)) return Number.POSITIVE_INFINITY;
    return this.index.countUpTo(upTo) - this.index.countUpTo(after);
  }

  /** Says whether a viewer may see an entry: it is in the recording. */
  isShown(seq: number): boolean {
    return this.clamped(seq) === seq;
  }

  /** Says whether the content of a ref at a moment was cut out. */
  isCut(ref: string, seq: number): boolean {
    return this.#cuts.get(ref)?.some((cut) => isMissingAt(cut, seq)) ?? false;
  }

  /** Contents that were cut out and concern this recording, in their order. */
  get cuts(): CutOut[] {
    const isMet = ({ after, upTo }: CutOut) => this.shown.some(([from, to]) => after < to && upTo > from);
    return [...this.#cuts.values()]
      .flat()
      .filter(isMet)
      .sort((a, b) => a.after - b.after);
  }

  #shownCuts(): Timeline['cuts'] {
    return this.cuts.map((cut) => {
      const [fromMs, toMs] = [
        this.index.timeOf(this.clamped(cut.after + 1)),
        this.index.timeOf(this.clamped(cut.upTo)),
      ];
      return { ...cut, fromMs, toMs: Math.max(fromMs, toMs) };
    });
  }

  /** Reads the past of a ref from the beginning of the recording, page by page; first what it goes on from. */
  async *pages(ref: string, upTo: number): AsyncGenerator<{ checkpoint: Uint8Array | null; entries: Entry[] }> {
    const { checkpoint } = await this.pastOf(ref, this.timeline.first.seq);
    yield { checkpoint: checkpoint?.bytes ?? null, entries: [] };
    for (let after = checkpoint?.seq ?? 0; after < upTo; ) {
      const page = await this.#log.readRecorded(this.#id, ref, after, upTo, pageEntries);
      yield { checkpoint: null, entries: await Promise.all(page.map((entry) => this.#whole(entry))) };
      after = page.length < pageEntries ? upTo : page.at(-1)!.seq;
    }
  }

  /** Folds the text of a document as it was after an entry. Throws `not-found` where it was cut out. */
  async textAt(ref: string, seq: number): Promise<string> {
    if (this.isCut(ref, seq)) throw cutOut();
    const { checkpoint, entries } = await this.pastOf(ref, seq);
    const copy = new TextCopy();
    if (checkpoint) copy.load(checkpoint.bytes);
    for (const entry of entries)
      if (checkpointerOf(entry.kind))
        copy.fold(await this.#whole(entry), writerBehind(entry.by, this.facts.boundOf(entry.by) ?? undefined));
    const text = copy.text.toString();
    copy.document.destroy();
    return text;
  }

  /**
   * Reads everything about a ref up to a seq: a checkpoint, where one is from before it, and the entries after that. Of
   * a recording it has no entry from before: those are folded together, without text that was deleted again.
   */
  async pastOf(ref: string, upTo: number): Promise<{ checkpoint: Checkpoint | null; entries: Entry[] }> {
    const start = this.#stretches.startOf(upTo);
    const stored = await this.#storedOf(ref, upTo);
    const checkpoint = stored && stored.seq >= start ? stored : ((await this.baseOf(ref, start)) ?? stored);
    // A ref without an outcome at the beginning, such as a terminal that was closed, is none of the recording.
    const from = Math.max(checkpoint?.seq ?? 0, (this.#options.recording ?? null) === null ? 0 : start);
    return { checkpoint, entries: await this.#read(ref, from, upTo) };
  }

  async #storedOf(ref: string, upTo: number): Promise<Checkpoint | null> {
    return this.#log.checkpointUpTo(this.#id, ref, upTo);
  }

  /** Stretches of the log that are shown, as (after, upTo]. */
  get shown(): readonly (readonly [after: number, upTo: number])[] {
    return this.#stretches.all;
  }

  /**
   * Folds the past of a ref as it was before a stretch: without text that was deleted by then; null where the stretch
   * begins inside a gap, which would show a content from before that.
   */
  baseOf(ref: string, seq: number): Promise<Checkpoint | null> {
    if (seq === 0 || this.isCut(ref, seq)) return Promise.resolve(null);
    const key = `${seq} ${ref}`;
    const base = this.#bases.get(key) ?? this.#foldedAt(ref, seq);
    this.#bases.set(key, base);
    if (this.#bases.size > mostBases) this.#bases.delete(this.#bases.keys().next().value!);
    return base;
  }

  async #foldedAt(ref: string, seq: number): Promise<Checkpoint | null> {
    const { getBlob } = this.#options;
    return foldedPast(this.#log, this.#id, ref, { seq, state: await this.stateAt(seq), facts: this.facts, getBlob });
  }

  #whole(entry: Entry): Promise<Entry> {
    return wholeEntry(entry, this.#options.getBlob);
  }
}
