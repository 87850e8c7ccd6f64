import { z } from 'zod';
import { id } from '../../core/ids.ts';
import { method } from '../../core/method.ts';
import { timelineMark } from '../../core/timeline.ts';

/** Bounds of what is told about the past of a session. */
export const activityLimits = {
  /** Newest entries that are looked at. */
  entries: 20_000,
  events: 300,
  edits: 300,
  /** Events of one page. */
  page: 1_000,
} as const;

const seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
/** Kinds, or beginnings of kinds that end with a dot: `doc.`. */
const someKinds = z.array(z.string().max(64)).max(50);

/** Something that somebody has done, and the file that it is about. */
const event = timelineMark.extend({
  path: z.string().max(4096).nullable(),
  /** True if it mentions the asker. */
  isForMe: z.boolean(),
});

export type ActivityEvent = z.output<typeof event>;

/** Edits of one person in one text. */
const edits = z.object({
  person: id,
  path: z.string().max(4096),
  count: z.number().int().min(1),
  lastMs: z.number(),
});

export type ActivityEdits = z.output<typeof edits>;

const activity = z.object({
  /** The newest last. */
  events: z.array(event).max(activityLimits.events),
  edits: z.array(edits).max(activityLimits.edits),
  /** Time of the first entry behind `after`; null where there is none. */
  fromMs: z.number().nullable(),
  /** True if older entries behind `after` were not looked at. */
  isCut: z.boolean(),
});

export type Activity = z.output<typeof activity>;

/** Choice among what has happened; what is left out is no condition. */
export const pastFilter = z.object({
  kinds: someKinds.optional(),
  /** All others than these. */
  without: someKinds.optional(),
  person: id.optional(),
  /** A file, or a folder with all that is in it. */
  path: z.string().max(4096).optional(),
});

export type PastFilter = z.output<typeof pastFilter>;

/** An entry of the past: who did what, about which file as it is called now; in words, where its kind has some. */
const pastEvent = z.object({
  seq,
  atMs: z.number(),
  kind: z.string().max(64),
  person: id.nullable(),
  path: z.string().max(4096).nullable(),
  words: timelineMark.shape.words.nullable(),
});

export type PastEvent = z.output<typeof pastEvent>;

const pastPage = z.object({
  /** The oldest first. */
  events: z.array(pastEvent).max(activityLimits.page),
  /** Seq up to which this page tells all that fits. */
  upTo: seq,
  /** True if there is more behind that. */
  more: z.boolean(),
  /** Words about what before the first event is not told to the asker; null where nothing is left out. */
  untold: z.string().max(500).nullable(),
});

export type PastPage = z.output<typeof pastPage>;

export const activityMethods = {
  /**
   * Tells what people have done behind an entry, or of late: events and edits. A guest hears of nothing from before
   * they were admitted.
   */
  'activity.since': method('read', z.object({ after: seq.nullable() }), activity, { touches: 'nothing' }),
  /** Tells what has happened behind an entry, page by page, with the same bounds on guests: entries without bodies. */
  'activity.page': method(
    'read',
    z.object({ after: seq, filter: pastFilter, limit: z.number().int().min(1).max(activityLimits.page) }),
    pastPage,
    { touches: 'nothing' },
  ),
};
