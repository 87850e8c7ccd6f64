import { z } from 'zod';
import { id } from '../../core/ids.ts';
import { method } from '../../core/method.ts';
import { markWordsLength } from '../../core/timeline.ts';

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

/** Requests to a recording, about the moment that their viewer sees. */
export const replayMethods = {
  'replay.moment': method('read', nothing, z.object({ moment }), { touches: 'nothing' }),
  /** Finds the next entry of a sort, or the one before; null where there is none. */
  'replay.step': method(
    'read',
    z.object({ of: z.enum(stepsOf), way: z.union([z.literal(1), z.literal(-1)]), without: leftOut }),
    z.object({ moment: moment.nullable() }),
    { touches: 'nothing' },
  ),
};
