import { z } from 'zod';
import { bytes } from '../../core/bytes.ts';
import { id } from '../../core/ids.ts';
import { method } from '../../core/method.ts';
import { stream } from '../../core/stream.ts';
import { markWordsLength } from '../../core/timeline.ts';
import { textFormat } from '../documents/kinds.ts';
import { windowView } from '../recording/kinds.ts';

const nothing = z.object({});
const seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const path = z.string().max(4096);

/** A moment of a recording, with the last edit or event by then. */
const moment = z.object({
  seq,
  atMs: z.number(),
  kind: z.string().max(64),
  person: id.nullable(),
  /** Path of the document that it is about. */
  path: path.nullable(),
  /** Words behind the person's name; null for an edit. */
  words: z.string().max(markWordsLength).nullable(),
});

export type Moment = z.output<typeof moment>;

/** Sorts of entries from one to the next of which a viewer can step. */
export const stepsOf = ['entry', 'edit', 'save', 'event'] as const;

/** Events that a viewer does not want to see: by the names of their sorts, and by their people. */
export const leftOut = z.object({ names: z.array(z.string().max(64)).max(100), people: z.array(id).max(200) });

/** Most windows of which a viewer is told. */
export const mostViews = 200;

/** Most files in a list of those that nobody had opened. */
export const mostUnopened = 30_000;

/** Requests to a recording, about the moment that their viewer sees. */
export const replayMethods = {
  'replay.moment': method('read', nothing, z.object({ moment }), { touches: 'nothing' }),
  /** Tells what the windows of people showed at the moment, as far as the recording has it. */
  'replay.views': method(
    'read',
    nothing,
    z.object({ views: z.array(z.object({ replica: id, view: windowView })).max(mostViews) }),
    { touches: 'nothing' },
  ),
  /** Lists the files that were in the folder at the moment, and that nobody had opened; `isWhole`: there were no more. */
  'replay.tree': method(
    'read',
    nothing,
    z.object({ unopened: z.array(path).max(mostUnopened), isWhole: z.boolean() }),
    { touches: 'nothing' },
  ),
  /** Finds the next entry of a sort, or the one before; null where there is none. */
  'replay.step': method(
    'read',
    z.object({ of: z.enum(stepsOf), way: z.union([z.literal(1), z.literal(-1)]), without: leftOut }),
    z.object({ moment: moment.nullable() }),
    { touches: 'nothing' },
  ),
};

/** Share of the work that is done, from 0 to 1. */
const share = z.number().min(0).max(1);
const line = z.number().int().min(1);
/** A line of a text, or its beginning. */
const lineText = z.string().max(500);

/** A place where a text came to stand, or from which it went. */
const found = z.object({
  ref: id,
  path: path.nullable(),
  seq,
  atMs: z.number(),
  person: id.nullable(),
  is: z.enum(['there', 'appeared', 'gone']),
  line,
  text: lineText,
});

export type Found = z.output<typeof found>;

/** A line as it was from a moment on; without a number where it was not there. */
const version = z.object({
  seq,
  atMs: z.number(),
  person: id.nullable(),
  line: line.nullable(),
  text: lineText,
});

export type LineVersion = z.output<typeof version>;

/** Part of a line with the entry that brought it; without one where that is from before the recording. */
const piece = z.object({
  text: lineText,
  seq: seq.nullable(),
  atMs: z.number().nullable(),
  person: id.nullable(),
  manner: z.string().max(20).nullable(),
});

export type Piece = z.output<typeof piece>;

const change = z.object({ ref: id, was: path.nullable(), is: path.nullable() });

export type TreeChange = z.output<typeof change>;

const touches = 'nothing';

/** Questions to a recording that read much of it. */
export const replayStreams = {
  /** Finds where and when a text came and went: in the file at a path, as it is at the shown moment, or in all. */
  'replay.find': stream({
    right: 'read',
    params: z.object({ text: z.string().min(1).max(1000), ref: id.nullable(), matchCase: z.boolean() }),
    down: z.object({ found: z.array(found).max(100), share }),
    result: z.object({ notice: z.string().nullable() }),
    touches,
  }),
  /** Tells all versions of a line of the shown moment, the oldest first. */
  'replay.line': stream({
    right: 'read',
    params: z.object({ ref: id, line }),
    down: z.object({ versions: z.array(version).max(100), share }),
    result: z.object({ notice: z.string().nullable() }),
    touches,
  }),
  /** Tells which entries brought a line of the shown moment, and what happened around the newest of them. */
  'replay.why': stream({
    right: 'read',
    params: z.object({ ref: id, line, withinMs: z.number().int().min(0).max(3_600_000) }),
    down: z.object({ pieces: z.array(piece).max(100), events: z.array(moment).max(100) }),
    result: nothing,
    touches,
  }),
  /** Reads a text as it was at another moment, in UTF-8; `path` is null where it had no file then. */
  'replay.text': stream({
    right: 'read',
    params: z.object({ ref: id, seq }),
    down: z.object({ content: bytes }),
    result: z.object({ path: path.nullable() }),
    touches,
  }),
  /** Lists the files that differ between two moments. */
  'replay.changes': stream({
    right: 'read',
    params: z.object({ between: z.tuple([seq, seq]) }),
    down: z.object({ changes: z.array(change).max(100), share }),
    result: z.object({ notice: z.string().nullable() }),
    touches,
  }),
  /**
   * Writes the files of a moment into a new folder of the host's machine, or onto a new branch of the folder's
   * repository: the host's alone, for its own windows. Each comes in parts; `path` is null behind the last.
   */
  'replay.fork': stream({
    right: 'host',
    params: z.object({
      place: path.nullable(),
      branch: z.string().min(1).max(250).nullable(),
      message: z.string().max(1000),
    }),
    up: z.object({ path: path.nullable(), content: bytes, format: textFormat, isLast: z.boolean() }),
    down: z.object({ files: z.number().int() }),
    result: z.object({ place: z.string(), files: z.number().int() }),
    touches,
  }),
};
