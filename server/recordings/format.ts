import { z } from 'zod';
import { bytes } from '../../src/shared/core/bytes.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { id, sha256Hex } from '../../src/shared/core/ids.ts';

/** Version of the file format that is written, and the newest that is read. */
export const formatVersion = 1;

/** Kinds of the parts of a recording's file, as docs/recording-format.md numbers them. */
export const partKinds = { header: 1, keyframe: 2, checkpoint: 3, segment: 4, attachment: 5, index: 6 } as const;
export type PartKind = keyof typeof partKinds;

/** Bounds of a file, whatever it claims. */
export const fileLimits = {
  /** Stored bytes of one part, and bytes to which it may unpack. */
  partBytes: 96 * 1024 * 1024,
  /** Bytes of an attachment in one part. */
  pieceBytes: 4 * 1024 * 1024,
  parts: 500_000,
  people: 1_000,
  stretches: 10_000,
  cuts: 10_000,
  refs: 200_000,
  /** Entries between two keyframes. */
  keyframeEntries: 20_000,
} as const;

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const counts = (most: number) => z.array(count).max(most);

/** First part of a file: its content in words. */
export const headerPart = z.object({
  /** Id of the recording. */
  ref: id,
  title: z.string().max(200),
  folder: z.string().max(500),
  startedMs: z.number(),
  /** Null where it still ran when it was exported. */
  endedMs: z.number().nullable(),
  people: z.array(z.object({ person: id, name: z.string().max(200), colorIndex: count })).max(fileLimits.people),
  /** Stretches of the session's log, as (after, upTo], in their order. */
  stretches: z.array(z.tuple([count, count])).max(fileLimits.stretches),
  /** Contents that were cut out and concern the recording: of a ref, between the entries (after, upTo). */
  cuts: z
    .array(z.object({ ref: id, after: count, upTo: count }))
    .max(fileLimits.cuts)
    .default([]),
});

export type Header = z.infer<typeof headerPart>;

/** State of the session after an entry; behind the checkpoints that belong to it. */
export const keyframePart = z.object({
  seq: count,
  /** Refs of these checkpoints: those that have changed since the last keyframe; in the first of a stretch, all. */
  refs: z.array(id).max(fileLimits.refs),
  /** Slices of the state by their names, each packed by itself. */
  state: z.record(z.string().max(100), bytes),
  /** Persons and purposes of replicas, packed. */
  replicas: z.array(bytes).max(10_000),
});

/** Everything about a ref up to an entry, folded together. */
export const checkpointPart = z.object({ ref: id, seq: count, bytes });

/** Piece of an attachment. */
export const attachmentPart = z.object({ hash: sha256Hex, offset: count, totalBytes: count, piece: bytes });

/** Overview of all parts, in columns. */
export const indexPart = z.object({
  /** Offset of each part in the file, by its number. */
  offsets: counts(fileLimits.parts),
  /** Segments: number of the part, first and last seq, and the notes on the entries. */
  segments: z.object({
    part: counts(fileLimits.parts),
    first: counts(fileLimits.parts),
    last: counts(fileLimits.parts),
    notes: z.array(bytes).max(fileLimits.parts),
  }),
  /** Refs, with the numbers of the segments that have entries about each. */
  refs: z.array(z.tuple([id, counts(fileLimits.parts)])).max(fileLimits.refs),
  keyframes: z.object({ part: counts(fileLimits.parts), seq: counts(fileLimits.parts) }),
  checkpoints: z.object({
    part: counts(fileLimits.parts),
    ref: z.array(id).max(fileLimits.parts),
    seq: counts(fileLimits.parts),
  }),
  attachments: z.object({
    hash: z.array(sha256Hex).max(fileLimits.parts),
    sizeBytes: counts(fileLimits.parts),
    /** First part of each; the others follow it. */
    part: counts(fileLimits.parts),
  }),
});

export type FileIndex = z.infer<typeof indexPart>;

/** Makes an index without anything in it. */
export function emptyIndex(): FileIndex {
  return {
    offsets: [],
    segments: { part: [], first: [], last: [], notes: [] },
    refs: [],
    keyframes: { part: [], seq: [] },
    checkpoints: { part: [], ref: [], seq: [] },
    attachments: { hash: [], sizeBytes: [], part: [] },
  };
}

/** Error for a file that is no recording, or of which nothing can be read. */
export const unreadable = (why: string): EnsembleError =>
  new EnsembleError('bad-request', `This recording cannot be read: ${why}. The file was not changed.`);
