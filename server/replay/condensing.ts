import { isRecorded } from '../../src/shared/capabilities/recording/recording-state.ts';
import { append } from '../../src/shared/core/append.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { fold } from '../../src/shared/session/fold.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import { lookUp } from '../../src/shared/session/table.ts';
import type { ListedSegment, WholeSegment } from '../log/log.ts';
import { segmentLimits } from '../log/segment.ts';
import type { Checkpoints, GoneRun } from '../session/checkpoints.ts';
import type { SessionCore } from '../session/session-core.ts';
import { packKeptState } from '../session/session-start.ts';
import { type EntryNote, type NoteReader, packNotes, unpackNotes } from './entry-notes.ts';
import { ofOneSegment, readerAt } from './packing.ts';

/** Entries that are read in one turn. */
const perTurn = 250;

/** Says of an entry whether it leaves the log; `recording`: the one in which it is said, null for none. */
export type Leaves = (seq: number, recording: string | null) => boolean;

/** Says of an entry of recordings that leaves whether nothing is kept of it either. */
export type Forgets = (entry: Entry) => boolean;

/** Entries that follow one another and all leave, or all stay. */
interface Run {
  leaves: boolean;
  entries: Entry[];
  notes: EntryNote[];
  /** State and facts behind its last entry; of those that leave. */
  state: Uint8Array | null;
  folded: SessionState;
}

/** A stretch of the log as it is packed, or a page of what is not yet. */
interface Piece {
  after: number;
  last: number;
  segment: ListedSegment | null;
  /** True for the last page of what is not packed. */
  isFinal: boolean;
}

/**
 * Takes stretches out of a session's log, and puts their outcome in their place: a state, and a checkpoint of each ref.
 * Nobody who is here now misses anything by it.
 */
export class Condensing {
  readonly #session: SessionCore;
  readonly #checkpoints: Checkpoints;
  /** Reader behind the last piece that was read. */
  #reader: { at: number; reader: NoteReader } | null = null;
  /** The stretch without entries that was met last, as (since, at]. */
  #gone = { since: 0, at: 0 };

  constructor(session: SessionCore, checkpoints: Checkpoints) {
    this.#session = session;
    this.#checkpoints = checkpoints;
  }

  /**
   * Condenses what leaves up to a seq, piece by piece, each all or nothing; what is packed up to `doneUpTo` is passed
   * over. Gives the seq up to which all is done: less where the session was closed, or a part of a text is not here.
   */
  async condense(doneUpTo: number, upTo: number, leaves: Leaves, forgets: Forgets = isMarker): Promise<number> {
    const { log, id } = this.#session;
    this.#reader = null;
    this.#gone = { since: 0, at: 0 };
    let done = 0;
    let failedAt: number | null = null;
    const take = async (piece: Piece): Promise<void> => {
      if (!(await this.#condensePiece(piece, leaves, forgets))) failedAt ??= piece.after;
      done = piece.last;
    };
    for (const segment of await log.segments(id)) {
      if (this.#session.isClosed || segment.last > upTo) return failedAt ?? done;
      if (segment.last > doneUpTo && !segment.isEmpty) {
        await take({ after: done, last: segment.last, segment, isFinal: false });
        continue;
      }
      if (segment.isEmpty) this.#gone = { since: done, at: segment.last };
      done = segment.last;
    }
    // Pages that are not packed yet are written in their order: one that was left out would be in no segment.
    while (done < upTo && failedAt === null && !this.#session.isClosed) {
      const page = await log.readRecorded(id, null, done, upTo, segmentLimits.entries);
      const isFinal = page.length < segmentLimits.entries;
      await take({ after: done, last: isFinal ? upTo : page.at(-1)!.seq, segment: null, isFinal });
    }
    return failedAt ?? done;
  }

  /** Writes a piece anew, unless all of it stays. False where that cannot be now. */
  async #condensePiece(piece: Piece, leaves: Leaves, forgets: Forgets): Promise<boolean> {
    const { log, id } = this.#session;
    const { after, last, segment, isFinal } = piece;
    if (segment) {
      const notes = unpackNotes(segment.index);
      if (notes.every(({ seq, recording }) => !leaves(seq, recording))) return true;
    }
    const entries = await log.readRecorded(id, null, after, last, Number.MAX_SAFE_INTEGER);
    const runs = await this.#runsOf(entries, piece, leaves);
    // Entries that stay, and that nothing leaves behind, are packed in their time.
    if (isFinal && runs.at(-1)?.leaves === false) runs.pop();
    const isPage = segment === null && !isFinal;
    if (!isPage && !runs.some((run) => run.leaves)) return true;
    return this.#write(runs, { ...piece, last: segment ? last : runs.at(-1)!.entries.at(-1)!.seq }, forgets);
  }

  async #runsOf(entries: readonly Entry[], { after: start, last }: Piece, leaves: Leaves): Promise<Run[]> {
    const { log, id, turns } = this.#session;
    const { reader } = this.#reader?.at === start ? this.#reader : { reader: await readerAt(log, id, start) };
    this.#reader = null;
    const runs: Run[] = [];
    const end = () => {
      const run = runs.at(-1);
      if (!run?.leaves) return;
      run.folded = reader.state;
      run.state = packKeptState(run.entries.at(-1)!.seq, reader.state, reader.facts);
    };
    for (const [index, entry] of entries.entries()) {
      if (index % perTurn === 0) await turns.next();
      const after = fold(reader.state, entry);
      const goes = leaves(entry.seq, isRecorded(after) ? after.recording!.ref : null);
      if (runs.at(-1)?.leaves !== goes) {
        end();
        runs.push({ leaves: goes, entries: [], notes: [], state: null, folded: reader.state });
      }
      const run = runs.at(-1)!;
      run.entries.push(entry);
      run.notes.push(reader.read(entry));
    }
    end();
    this.#reader = { at: last, reader };
    return runs;
  }

  async #write(runs: readonly Run[], { after, last, segment }: Piece, forgets: Forgets): Promise<boolean> {
    const kept = segment && (await this.#session.log.packedState(this.#session.id, last));
    // Entries that left right before are of one stretch with it, which has one state at its end.
    const before = runs[0]!.leaves && this.#gone.at === after ? this.#gone.since : after;
    const written: WholeSegment[] = [];
    const gone: GoneRun[] = [];
    let from = before;
    for (const [index, run] of runs.entries()) {
      const isLast = index === runs.length - 1;
      const upTo = isLast ? last : run.entries.at(-1)!.seq;
      if (run.leaves) {
        written.push({ last: upTo, index: packNotes([]), state: run.state, entries: [] });
        const refs = new Set(run.entries.flatMap(({ ref }) => ref ?? []));
        gone.push({ refs, since: from, upTo, state: run.folded });
      } else append(written, segmentsOf(run, upTo, isLast && kept?.seq === last ? kept.bytes : null));
      from = upTo;
    }
    const { log, id } = this.#session;
    const leaving = runs.filter(({ leaves }) => leaves).flatMap(({ entries }) => entries);
    const markers = leaving.flatMap((entry) =>
      entry.kind.startsWith('recording.') && forgets(entry) ? entry.seq : [],
    );
    const isDone = await this.#checkpoints.condense(gone, (checkpoints, ended) =>
      log.condense(id, { after: before, upTo: last, segments: written, checkpoints, ended, markers }),
    );
    const end = gone.at(-1);
    if (isDone && end?.upTo === last) this.#gone = { since: end.since, at: last };
    return isDone;
  }
}

const isMarker: Forgets = ({ kind }) => kind === 'recording.marked';

/** Packs entries that stay into segments, the last with the state that it had. */
function segmentsOf({ entries, notes }: Run, last: number, state: Uint8Array | null): WholeSegment[] {
  const made: WholeSegment[] = [];
  for (let at = 0; at < entries.length; ) {
    const part = ofOneSegment(entries.slice(at, at + segmentLimits.entries));
    const end = at + part.length;
    const isLast = end === entries.length;
    // Entries of recordings are kept beside the segments; of what windows showed, a log has the newest alone there.
    const packed = part.filter(({ kind }) => !kind.startsWith('recording.') || lookUp(kind)?.keep === 'latest');
    made.push({
      last: isLast ? last : part.at(-1)!.seq,
      index: packNotes(notes.slice(at, end)),
      state: isLast ? state : null,
      entries: packed,
    });
    at = end;
  }
  return made;
}
