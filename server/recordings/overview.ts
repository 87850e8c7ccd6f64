import type { Entry } from '../../src/shared/core/entry.ts';
import { bodyBlobOf } from '../../src/shared/session/body-blob.ts';
import { unpackState } from '../../src/shared/session/packed-state.ts';
import { unpackSegment } from '../log/segment.ts';
import { type EntryNote, NoteReader, unpackNotes } from '../replay/entry-notes.ts';
import { LogFacts } from '../session/log-facts.ts';
import type { FileOverview, PlacedSegment } from './file-log.ts';
import { attachmentPart, checkpointPart, type FileIndex, type Header, indexPart, keyframePart } from './format.ts';
import type { PartFile } from './part-file.ts';
import { checkState } from './slice-limits.ts';

/** Segments whose notes are read before others get a turn. */
const segmentsAtOnce = 32;

/** Reads the index of a file that is whole; null where it has none, or one that contradicts itself. */
export async function readIndex(file: PartFile, header: Header): Promise<FileOverview | null> {
  const [number] = file.numbersOf('index').slice(-1);
  const index = number === undefined ? null : await file.value(number, indexPart);
  if (index === null || !agrees(index, file)) return null;
  try {
    return await overviewOf(index, header);
  } catch {
    return null;
  }
}

/** Says whether an index names parts that are there, in the order of their seqs. */
function agrees({ offsets, segments, keyframes, checkpoints, attachments, refs }: FileIndex, file: PartFile): boolean {
  const are = (parts: readonly number[], kind: string) => parts.every((part) => file.parts.get(part)?.kind === kind);
  const alike = (...columns: readonly unknown[][]) => columns.every(({ length }) => length === columns[0]!.length);
  let before = 0;
  const rises = segments.first.every((first, place) => {
    const last = segments.last[place] ?? 0;
    const isBehind = first > before && last >= first;
    before = last;
    return isBehind;
  });
  return (
    offsets.every((offset, part) => file.parts.get(part)?.offset === offset) &&
    rises &&
    alike(segments.part, segments.first, segments.last, segments.notes) &&
    alike(keyframes.part, keyframes.seq) &&
    alike(checkpoints.part, checkpoints.ref, checkpoints.seq) &&
    alike(attachments.hash, attachments.sizeBytes, attachments.part) &&
    are(segments.part, 'segment') &&
    are(keyframes.part, 'keyframe') &&
    are(checkpoints.part, 'checkpoint') &&
    are(attachments.part, 'attachment') &&
    keyframes.seq.every((seq, place) => place === 0 || seq > keyframes.seq[place - 1]!) &&
    refs.every(([, places]) => places.every((place, at) => at === 0 || place > places[at - 1]!))
  );
}

async function overviewOf(
  { segments, refs, keyframes, checkpoints, attachments }: FileIndex,
  { stretches }: Header,
): Promise<FileOverview> {
  const placed: PlacedSegment[] = [];
  for (const [place, part] of segments.part.entries()) {
    const [first, last] = [segments.first[place]!, segments.last[place]!];
    const notes = unpackNotes(segments.notes[place]!);
    if (!isSound(notes, first, last)) throw new Error('the notes are not those of their segment');
    placed.push({ part, first, last, notes });
    if (place % segmentsAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const byRef = new Map<string, { part: number; seq: number }[]>();
  for (const [place, ref] of checkpoints.ref.entries()) {
    const known = byRef.get(ref) ?? [];
    known.push({ part: checkpoints.part[place]!, seq: checkpoints.seq[place]! });
    byRef.set(ref, known);
  }
  return {
    segments: placed,
    refs: new Map(refs),
    starts: stretches.map(([after]) => after),
    keyframes: keyframes.part.map((part, place) => ({ part, seq: keyframes.seq[place]! })),
    checkpoints: byRef,
    attachments: new Map(
      attachments.hash.map((hash, place) => [
        hash,
        { part: attachments.part[place]!, sizeBytes: attachments.sizeBytes[place]! },
      ]),
    ),
    lost: new Set(),
  };
}

const isSound = (notes: readonly EntryNote[], first: number, last: number) =>
  notes[0]?.seq === first &&
  notes.at(-1)?.seq === last &&
  notes.every(({ seq }, place) => place === 0 || seq > notes[place - 1]!.seq);

/**
 * Reads all parts of a file that is damaged, or has no index. A stretch ends where something is missing, and goes on
 * with the next whole state; texts of which something is damaged are left out.
 */
export async function recoverOverview(file: PartFile, header: Header | null): Promise<FileOverview> {
  const recovery = new Recovery(file, header);
  for (const number of [...file.parts.keys()].sort((a, b) => a - b)) await recovery.take(number);
  return recovery.overview();
}

class Recovery {
  readonly #file: PartFile;
  readonly #segments: PlacedSegment[] = [];
  readonly #refs = new Map<string, number[]>();
  readonly #keyframes: { part: number; seq: number }[] = [];
  readonly #checkpoints = new Map<string, { part: number; seq: number }[]>();
  readonly #attachments = new Map<string, { part: number; sizeBytes: number; lacksBytes: number }>();
  readonly #lost = new Set<string>();
  readonly #starts: number[] = [];
  /** Seqs after which the header says that a stretch begins. */
  readonly #stretches: ReadonlySet<number>;
  /** Null while something is missing up to the next keyframe. */
  #reader: NoteReader | null = null;
  #before = -1;
  #lastSeq = 0;

  constructor(file: PartFile, header: Header | null) {
    this.#file = file;
    this.#stretches = new Set(header?.stretches.map(([after]) => after));
  }

  async take(number: number): Promise<void> {
    if (number !== this.#before + 1) this.#reader = null;
    this.#before = number;
    const isRead = await this.#read(number);
    if (!isRead) this.#reader = null;
  }

  async #read(number: number): Promise<boolean> {
    switch (this.#file.parts.get(number)!.kind) {
      case 'keyframe':
        return this.#keyframe(number);
      case 'checkpoint':
        return this.#checkpoint(number);
      case 'segment':
        return this.#segment(number);
      case 'attachment':
        return this.#attachment(number);
      default:
        return true;
    }
  }

  async #keyframe(part: number): Promise<boolean> {
    const value = await this.#file.value(part, keyframePart);
    if (value === null || value.seq < this.#lastSeq) return false;
    for (const ref of value.refs)
      if (this.#checkpoints.get(ref)?.every(({ seq }) => seq !== value.seq) ?? true) this.#lost.add(ref);
    const isStart = this.#reader === null || this.#stretches.has(value.seq);
    try {
      checkState(value);
      const facts = new LogFacts({ replicas: value.replicas, sealed: [], unburied: [] });
      this.#reader = new NoteReader(unpackState(value.state), facts);
    } catch {
      return false;
    }
    this.#keyframes.push({ part, seq: value.seq });
    if (isStart) this.#starts.push(value.seq);
    return true;
  }

  async #checkpoint(part: number): Promise<boolean> {
    const value = await this.#file.value(part, checkpointPart);
    if (value === null) return false;
    const known = this.#checkpoints.get(value.ref) ?? [];
    if (known.length > 0 && known.at(-1)!.seq >= value.seq) return true;
    known.push({ part, seq: value.seq });
    this.#checkpoints.set(value.ref, known);
    return true;
  }

  async #segment(part: number): Promise<boolean> {
    const packed = this.#reader && (await this.#file.packed(part));
    if (!packed || !this.#reader) return false;
    let entries: Entry[];
    try {
      entries = unpackSegment(packed);
    } catch {
      return false;
    }
    const [first, last] = [entries[0]?.seq ?? 0, entries.at(-1)?.seq ?? 0];
    if (first <= this.#lastSeq) return false;
    const reader = this.#reader;
    const place = this.#segments.push({ part, first, last, notes: entries.map((entry) => reader.read(entry)) }) - 1;
    this.#lastSeq = last;
    for (const entry of entries) {
      const { ref } = entry;
      const body = bodyBlobOf(entry);
      if (ref === null) continue;
      const known = this.#refs.get(ref) ?? [];
      if (known.at(-1) !== place) known.push(place);
      this.#refs.set(ref, known);
      if (body !== null && (this.#attachments.get(body)?.lacksBytes ?? 1) > 0) this.#lost.add(ref);
    }
    return true;
  }

  async #attachment(part: number): Promise<boolean> {
    const value = await this.#file.value(part, attachmentPart);
    if (value === null) return false;
    const { hash, offset, totalBytes, piece } = value;
    const known = this.#attachments.get(hash) ?? { part, sizeBytes: totalBytes, lacksBytes: totalBytes };
    if (known.sizeBytes - known.lacksBytes === offset) known.lacksBytes -= piece.length;
    this.#attachments.set(hash, known);
    return true;
  }

  overview(): FileOverview {
    return {
      segments: this.#segments,
      refs: this.#refs,
      starts: this.#starts,
      keyframes: this.#keyframes,
      checkpoints: this.#checkpoints,
      attachments: this.#attachments,
      lost: this.#lost,
    };
  }
}
