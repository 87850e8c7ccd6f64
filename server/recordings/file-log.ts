import { type Entry, type EntryTuple, entryTuple, isPlainEntry, toTuple } from '../../src/shared/core/entry.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { unpackState } from '../../src/shared/session/packed-state.ts';
import type { Checkpoint, CutOut, ListedSegment } from '../log/log.ts';
import { unpackSegment } from '../log/segment.ts';
import { unitedCuts } from '../log/united-cuts.ts';
import { type EntryNote, packNotes } from '../replay/entry-notes.ts';
import { type GetBlob, wholeEntry } from '../replay/folded-past.ts';
import { countUpTo } from '../replay/moment-index.ts';
import type { ReplayLog } from '../replay/replay-history.ts';
import { LogFacts } from '../session/log-facts.ts';
import { packKeptState } from '../session/session-start.ts';
import { checkpointPart, type Header, keyframePart, unreadable } from './format.ts';
import type { PartFile } from './part-file.ts';
import { checkState } from './slice-limits.ts';
import { fewStructs, isSoonTogether } from './trial.ts';
import { mostStructs, structsIn } from './update-size.ts';

/** A segment of a file, with what is read of it first. */
export interface PlacedSegment {
  part: number;
  first: number;
  last: number;
  notes: readonly EntryNote[];
}

/** Overview of a file, from its index or from a reading of all its parts. */
export interface FileOverview {
  segments: readonly PlacedSegment[];
  /** Segments, by their places in that list, that have entries about a ref. */
  refs: ReadonlyMap<string, readonly number[]>;
  /** Seqs after which a stretch begins, in their order. */
  starts: readonly number[];
  /** Parts with a state, by the seqs of these. */
  keyframes: readonly { part: number; seq: number }[];
  checkpoints: ReadonlyMap<string, readonly { part: number; seq: number }[]>;
  attachments: ReadonlyMap<string, { part: number; sizeBytes: number }>;
  /** Refs of which something is damaged: they are left out. */
  lost: ReadonlySet<string>;
}

/** Says whether a frame carries an entry. */
const isCarried = (tuple: EntryTuple) => isPlainEntry(tuple) || entryTuple.safeParse(tuple).success;

/** Says whether an entry brings text in its own body. */
const isOfText = ({ kind }: Entry) => ['doc.updated', 'doc.cut'].includes(kind);

/** An update that is none, or too much for a reader, counts as nothing, as a malformed body does. */
function bearable(entry: Entry): Entry {
  return isOfText(entry) && structsIn(entry.body) === null ? { ...entry, body: new Uint8Array() } : entry;
}

/** Bytes of a body behind which others get a turn. */
const longBodyBytes = 64 * 1024;
/** Trials that are remembered. */
const mostRemembered = 10_000;
/** Unpacked segments that are kept (LRU): each takes some megabytes. */
const mostKept = 4;

/** A recording's file, read as the log of its session is. */
export class FileLog implements ReplayLog {
  readonly #file: PartFile;
  readonly #overview: FileOverview;
  readonly #recording: string;
  readonly #cuts: readonly CutOut[];
  readonly #getBlob: GetBlob;
  readonly #kept = new Map<number, Promise<Entry[]>>();
  /** Texts, and parts of them, that were tried. */
  readonly #sound = new Set<string>();
  /** Texts that are more work than texts of people are. */
  readonly #refused = new Set<string>();

  constructor(file: PartFile, overview: FileOverview, { ref, cuts }: Pick<Header, 'ref' | 'cuts'>, getBlob: GetBlob) {
    this.#getBlob = getBlob;
    this.#file = file;
    this.#overview = overview;
    this.#recording = ref;
    this.#cuts = unitedCuts(cuts);
  }

  async head(): Promise<number> {
    return this.#overview.segments.at(-1)?.last ?? 0;
  }

  /** Lists the segments with their notes; before one that begins a stretch, a note says that nothing is shown. */
  async segments(): Promise<ListedSegment[]> {
    const { segments, starts } = this.#overview;
    const ordered = starts.filter((seq) => seq > 0).sort((a, b) => a - b);
    let before = 0;
    return segments.map(({ first, last, notes }) => {
      const shown = notes.map((note) => ({ ...note, recording: this.#recording }));
      const nearest = ordered[countUpTo(ordered, first - 1) - 1];
      const start = nearest !== undefined && nearest >= before ? nearest : undefined;
      before = last;
      const rest = { atMs: shown[0]?.atMs ?? 0, isEdit: false, person: null, event: null, recording: null };
      const all = start === undefined ? shown : [{ seq: start, ...rest }, ...shown];
      return { last, index: packNotes(all), isEmpty: false };
    });
  }

  async cuts(): Promise<CutOut[]> {
    return [...this.#cuts];
  }

  async packedState(_session: string, upTo: number): Promise<Checkpoint | null> {
    const keyframe = this.#overview.keyframes.findLast(({ seq }) => seq <= upTo);
    if (keyframe === undefined) return null;
    const value = await this.#file.value(keyframe.part, keyframePart);
    if (value === null || value.seq !== keyframe.seq) throw unreadable('one of its states is damaged');
    checkState(value);
    const state = unpackState(value.state);
    for (const slice of Object.values(state) as Record<string, unknown>[])
      if (slice !== null && typeof slice === 'object')
        for (const ref of [...this.#overview.lost, ...this.#refused]) delete slice[ref];
    const facts = new LogFacts({ replicas: value.replicas, sealed: [], unburied: [] });
    return { seq: value.seq, bytes: packKeptState(value.seq, state, facts) };
  }

  async checkpointUpTo(_session: string, ref: string, upTo: number): Promise<Checkpoint | null> {
    if (this.#isLost(ref)) return null;
    const found = this.#overview.checkpoints.get(ref)?.findLast(({ seq }) => seq <= upTo);
    if (found === undefined) return null;
    const value = await this.#file.value(found.part, checkpointPart);
    if (value === null || value.ref !== ref || value.seq !== found.seq) throw unreadable('one of its texts is damaged');
    return this.#isSound(ref, `${found.part}`, [value.bytes]) ? { seq: value.seq, bytes: value.bytes } : null;
  }

  async readRecorded(
    _session: string,
    ref: string | null,
    after: number,
    upTo: number,
    limit: number,
  ): Promise<Entry[]> {
    const { segments, refs } = this.#overview;
    const places = ref === null ? segments.keys() : (refs.get(ref) ?? []);
    const found: Entry[] = [];
    for (const place of places) {
      const segment = segments[place];
      if (!segment || segment.last <= after) continue;
      if (segment.first > upTo || found.length >= limit) break;
      for (const entry of await this.#entriesOf(place))
        if (entry.seq > after && entry.seq <= upTo && (ref === null || entry.ref === ref) && found.length < limit)
          if (entry.ref === null || !this.#isLost(entry.ref)) found.push(entry);
    }
    return ref === null || (await this.#areSoundTogether(ref, after, found)) ? found : [];
  }

  #isLost(ref: string): boolean {
    return this.#overview.lost.has(ref) || this.#refused.has(ref);
  }

  /** Tries updates of one text that are bearable each, and may be too much together. */
  async #areSoundTogether(ref: string, after: number, found: readonly Entry[]): Promise<boolean> {
    const ofText = found.filter(isOfText);
    if (ofText.length === 0) return true;
    // One that is not in the file fails where its entry is shown.
    const whole = (entry: Entry) => wholeEntry(entry, this.#getBlob).catch(() => entry);
    const updates = (await Promise.all(ofText.map(whole))).map(({ body }) => body);
    const base = await this.checkpointUpTo('', ref, after);
    return this.#isSound(ref, `${ref} ${after} ${found.at(-1)!.seq}`, [...(base ? [base.bytes] : []), ...updates]);
  }

  /**
   * Tries parts of a text, once: a text of too many, or one that nobody can put together in time, is left out from here
   * on, as a damaged one is.
   */
  #isSound(ref: string, what: string, parts: readonly Uint8Array[]): boolean {
    if (this.#sound.has(what)) return true;
    const structs = parts.reduce((sum, part) => sum + (structsIn(part) ?? mostStructs + 1), 0);
    if (structs > mostStructs || (structs > fewStructs && !isSoonTogether(parts))) {
      this.#refused.add(ref);
      return false;
    }
    if (this.#sound.size >= mostRemembered) this.#sound.clear();
    this.#sound.add(what);
    return true;
  }

  #entriesOf(place: number): Promise<Entry[]> {
    const entries = this.#kept.get(place) ?? this.#unpacked(place);
    this.#kept.delete(place);
    this.#kept.set(place, entries);
    entries.catch(() => this.#kept.delete(place));
    if (this.#kept.size > mostKept) this.#kept.delete(this.#kept.keys().next().value!);
    return entries;
  }

  async #unpacked(place: number): Promise<Entry[]> {
    const { part, first, last } = this.#overview.segments[place]!;
    const packed = await this.#file.packed(part);
    if (packed === null) throw unreadable('a part of it is damaged');
    const entries: Entry[] = [];
    for (const entry of unpackSegment(packed)) {
      entries.push(bearable(entry));
      // Each may be as much work as is allowed.
      if (entry.body.length > longBodyBytes) await new Promise((resolve) => setImmediate(resolve));
    }
    if (entries[0]?.seq !== first || entries.at(-1)?.seq !== last)
      throw new EnsembleError('bad-request', 'This recording contradicts itself: its index is not that of its parts.');
    // No frame carries an entry of another form: whoever was sent one would connect again for ever.
    return entries.filter((entry) => isCarried(toTuple(entry)));
  }
}
