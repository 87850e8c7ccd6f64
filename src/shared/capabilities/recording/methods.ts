import { z } from 'zod';
import { id } from '../../core/ids.ts';
import { method } from '../../core/method.ts';
import { recordingLimits } from './kinds.ts';

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
});

export type PastRecording = z.output<typeof pastRecording>;

const nothing = z.object({});

export const recordingMethods = {
  /** Lists the recordings of this session, the newest first. */
  'recordings.list': method('record', nothing, z.object({ recordings: z.array(pastRecording).max(1000) }), {
    touches: 'nothing',
    isForOwnWindows: true,
  }),
};
