import { z } from 'zod';
import { id } from '../../core/ids.ts';
import { method } from '../../core/method.ts';
import { keptDays, recordingLimits } from './kinds.ts';

/** A recording of a session, of now or before. */
const pastRecording = z.object({
  ref: id,
  title: z.string().max(recordingLimits.titleLength),
  /** Person who started it, and their name. */
  person: id.nullable(),
  name: z.string().nullable(),
  startedMs: z.number(),
  /** Null while it runs. */
  endedMs: z.number().nullable(),
  marks: z.number().int().min(0),
  /** Days after its end after which it is deleted by itself; null for never. */
  keptDays,
});

export type PastRecording = z.output<typeof pastRecording>;

const nothing = z.object({});

/** Stretch of a session's log, as (after, upTo]. */
const stretch = z.object({
  after: z.number().int().min(0),
  upTo: z.number().int().min(1),
  /** File or terminal whose content alone is meant. */
  ref: id.optional(),
});
/** Files with text from a stretch that still stands. */
const standing = z.object({
  standing: z.array(z.object({ path: z.string().max(4096), characters: z.number().int().min(1) })).max(1000),
});

export const recordingMethods = {
  /** Finds the text that a cut of a stretch would leave, because it still stands in a later text. */
  'recordings.standing': method('host', stretch, standing, { touches: 'nothing', isForOwnWindows: true }),
  /** Cuts a stretch, or the content of one file or terminal in it, out of history and every recording for good. */
  'recordings.cut': method('host', stretch, standing, { touches: 'nothing', isForOwnWindows: true }),
  /** Makes a recording of the last minutes of a session in which nobody else was, as far as they are kept. */
  'recordings.keep': method(
    'host',
    z.object({
      title: z.string().trim().max(recordingLimits.titleLength),
      minutes: z.number().int().min(1).max(recordingLimits.keptMinutes),
    }),
    nothing,
    { touches: 'nothing', isForOwnWindows: true },
  ),
  /** Lists the recordings of this session, the newest first. */
  'recordings.list': method('record', nothing, z.object({ recordings: z.array(pastRecording).max(1000) }), {
    touches: 'nothing',
    isForOwnWindows: true,
  }),
};
