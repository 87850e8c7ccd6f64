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
} as const;

const seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

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

export const activityMethods = {
  /**
   * Tells what people have done behind an entry, or of late: events and edits. A guest hears of nothing from before
   * they were admitted.
   */
  'activity.since': method('read', z.object({ after: seq.nullable() }), activity, { touches: 'nothing' }),
};
