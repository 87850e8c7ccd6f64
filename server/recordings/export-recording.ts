import type { FoldedRef } from '../../src/shared/core/capability.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { checkpointerOf, checkpointerOfRef } from '../../src/shared/session/checkpointers.ts';
import { packState } from '../../src/shared/session/packed-state.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import type { Log } from '../log/log.ts';
import { packSegment, segmentLimits } from '../log/segment.ts';
import { type EntryNote, type NoteReader, packNotes } from '../replay/entry-notes.ts';
import { refsIn, wholeEntry } from '../replay/folded-past.ts';
import { readerAt } from '../replay/packing.ts';
import type { ReplayHistory } from '../replay/replay-history.ts';
import { fileLimits, type Header } from './format.ts';
import type { RecordingWriter } from './recording-writer.ts';

export interface ExportOptions {
  log: Log;
  session: string;
  /** The recording's past, opened. */
  history: ReplayHistory;
  /** Entry of it in the list of recordings. */
  recording: { ref: string; title: string; startedMs: number; endedMs: number | null };
  getBlob: (hash: string) => Promise<Uint8Array>;
  /** Told again and again: the share that is written, from 0 to 1. */
  onShare?: (share: number) => void;
  signal?: AbortSignal;
}

/** Writes a recording into a file: streamed, a page of entries and the texts that change in memory at a time. */
export async function exportRecording(writer: RecordingWriter, options: ExportOptions): Promise<void> {
  await writer.put('header', await headerOf(options));
  const exporting = new Exporting(writer, options);
  for (const [after, upTo] of options.history.shown) await exporting.stretch(after, upTo);
  exporting.complete();
  await writer.end();
}

async function headerOf({ history, recording }: ExportOptions): Promise<Header> {
  const { host } = await history.stateAt(history.timeline.last.seq);
  return {
    ref: recording.ref,
    title: recording.title,
    folder: (host?.folder ?? '').slice(0, 500),
    startedMs: recording.startedMs,
    endedMs: recording.endedMs,
    people: history.timeline.people,
    stretches: history.shown.map(([after, upTo]) => [after, upTo]),
    cuts: history.cuts.slice(0, fileLimits.cuts),
  };
}

/** Bytes of the newest checkpoints that are kept to go on from. */
const mostHeldBytes = 64 * 1024 * 1024;

class Exporting {
  readonly #writer: RecordingWriter;
  readonly #options: ExportOptions;
  readonly #segmentsOf = new Map<string, number[]>();
  readonly #attached = new Set<string>();
  /** Refs that have changed since the last keyframe, while they are folded. */
  readonly #open = new Map<string, FoldedRef>();
  readonly #held = new Map<string, Uint8Array>();
  #heldBytes = 0;
  #waiting: { entry: Entry; note: EntryNote }[] = [];
  #waitingBytes = 0;
  #sinceKeyframe = 0;

  constructor(writer: RecordingWriter, options: ExportOptions) {
    this.#writer = writer;
    this.#options = options;
  }

  /** Writes the entries in (after, upTo], behind everything as it was then. */
  async stretch(after: number, upTo: number): Promise<void> {
    const { log, session, history, onShare, signal } = this.#options;
    const reader = await readerAt(log, session, after);
    const last = history.timeline.last.seq;
    try {
      await this.#base(reader, after);
      for (let at = after; at < upTo; ) {
        signal?.throwIfAborted();
        const to = Math.min(upTo, at + segmentLimits.entries);
        for (const entry of await history.between(at, to)) {
          const note = reader.read(entry);
          // An entry to one window alone is told to no viewer.
          if (entry.to === null) await this.#take(entry, note, reader.state, after);
        }
        at = to;
        onShare?.(at / last);
        if (this.#sinceKeyframe >= fileLimits.keyframeEntries) await this.#keyframe(reader, at);
      }
      await this.#flush();
    } finally {
      for (const past of this.#open.values()) past.close();
      this.#open.clear();
    }
  }

  /** Completes the index. */
  complete(): void {
    this.#writer.index.refs = [...this.#segmentsOf];
  }

  /** Writes what everything about a ref comes to before a stretch, and the state. */
  async #base(reader: NoteReader, after: number): Promise<void> {
    this.#held.clear();
    this.#heldBytes = 0;
    const refs: string[] = [];
    for (const ref of refsOf(reader.state)) {
      const base = await this.#options.history.baseOf(ref, after);
      if (base) refs.push(await this.#checkpoint(ref, after, base.bytes));
    }
    await this.#state(reader, after, refs);
  }

  async #keyframe(reader: NoteReader, seq: number): Promise<void> {
    await this.#flush();
    const refs: string[] = [];
    for (const [ref, past] of this.#open) {
      const bytes = past.encode();
      if (bytes) refs.push(await this.#checkpoint(ref, seq, bytes));
      past.close();
    }
    this.#open.clear();
    await this.#state(reader, seq, refs);
  }

  async #state({ state, facts }: NoteReader, seq: number, refs: string[]): Promise<void> {
    const { keyframes } = this.#writer.index;
    const keyframe = { seq, refs, state: packState(state), replicas: facts.pack().replicas };
    keyframes.part.push(await this.#writer.put('keyframe', keyframe));
    keyframes.seq.push(seq);
    this.#sinceKeyframe = 0;
  }

  async #checkpoint(ref: string, seq: number, bytes: Uint8Array): Promise<string> {
    const { checkpoints } = this.#writer.index;
    checkpoints.part.push(await this.#writer.put('checkpoint', { ref, seq, bytes }));
    checkpoints.ref.push(ref);
    checkpoints.seq.push(seq);
    this.#heldBytes += bytes.length - (this.#held.get(ref)?.length ?? 0);
    this.#held.set(ref, bytes);
    for (const [old, { length }] of this.#held) {
      if (this.#heldBytes <= mostHeldBytes) break;
      this.#held.delete(old);
      this.#heldBytes -= length;
    }
    return ref;
  }

  async #take(entry: Entry, note: EntryNote, state: SessionState, after: number): Promise<void> {
    const { ref, kind, body, blob } = entry;
    if (blob !== null) await this.#attach(blob);
    if (ref !== null && checkpointerOf(kind)) await this.#fold(ref, entry, state, after);
    if (this.#waitingBytes + body.length > segmentLimits.bytes) await this.#flush();
    this.#waiting.push({ entry, note });
    this.#waitingBytes += body.length;
    this.#sinceKeyframe++;
    if (this.#waiting.length >= segmentLimits.entries) await this.#flush();
  }

  async #fold(ref: string, entry: Entry, state: SessionState, after: number): Promise<void> {
    const past = this.#open.get(ref) ?? (await this.#begin(ref, entry.seq - 1, state, after));
    if (!past) return;
    this.#open.set(ref, past);
    past.fold([await this.#whole(entry)], (replica) => this.#options.history.facts.boundOf(replica));
  }

  /** Begins to fold a ref, with everything about it up to an entry. */
  async #begin(ref: string, upTo: number, state: SessionState, after: number): Promise<FoldedRef | undefined> {
    const { history } = this.#options;
    const past = await checkpointerOfRef(state, ref)?.begin();
    if (!past) return undefined;
    const held = this.#held.get(ref);
    if (held) {
      past.load(held);
      return past;
    }
    const { checkpoint, entries } =
      upTo <= after ? { checkpoint: await history.baseOf(ref, after), entries: [] } : await history.pastOf(ref, upTo);
    if (checkpoint) past.load(checkpoint.bytes);
    const whole = await Promise.all(entries.map((each) => this.#whole(each)));
    past.fold(whole, (replica) => history.facts.boundOf(replica));
    return past;
  }

  #whole(entry: Entry): Promise<Entry> {
    return wholeEntry(entry, this.#options.getBlob);
  }

  /** Writes an attachment in pieces. */
  async #attach(hash: string): Promise<void> {
    if (this.#attached.has(hash)) return;
    this.#attached.add(hash);
    const whole = await this.#options.getBlob(hash);
    const { attachments, offsets } = this.#writer.index;
    attachments.hash.push(hash);
    attachments.sizeBytes.push(whole.length);
    attachments.part.push(offsets.length);
    for (let offset = 0; offset === 0 || offset < whole.length; offset += fileLimits.pieceBytes) {
      const piece = whole.subarray(offset, offset + fileLimits.pieceBytes);
      await this.#writer.put('attachment', { hash, offset, totalBytes: whole.length, piece });
    }
  }

  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    [this.#waiting, this.#waitingBytes] = [[], 0];
    const entries = waiting.map(({ entry }) => entry);
    const { segments } = this.#writer.index;
    const number = segments.part.push(await this.#writer.putPacked('segment', packSegment(entries))) - 1;
    segments.first.push(entries[0]!.seq);
    segments.last.push(entries.at(-1)!.seq);
    segments.notes.push(packNotes(waiting.map(({ note }) => note)));
    for (const ref of new Set(entries.map((entry) => entry.ref))) {
      if (ref === null) continue;
      this.#segmentsOf.set(ref, this.#segmentsOf.get(ref) ?? []);
      this.#segmentsOf.get(ref)!.push(number);
    }
  }
}

/** Refs of a state with a past of their own: its documents and terminals, and whatever else comes to have one. */
function refsOf(state: SessionState): string[] {
  return [...refsIn(state)].filter((key) => checkpointerOfRef(state, key) !== undefined);
}
