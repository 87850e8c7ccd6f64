import { z } from 'zod';
import { id } from './ids.ts';

const seq = z.number().int().min(0);
const atMs = z.number();

/** Most marks, and most rests, that one timeline names. */
export const mostMarks = 2_000;
/** Number of equal parts of the time in which entries are counted. */
export const timelineParts = 240;

/** An entry that a timeline names: a save, a joining, a commit. */
const mark = z.object({ seq, atMs, kind: z.string().max(64), person: id.nullable() });

/** Overview of a recorded stretch, which a player reads first. */
export const timeline = z.object({
  first: z.object({ seq, atMs }),
  last: z.object({ seq, atMs }),
  marks: z.array(mark).max(mostMarks),
  /** Stretches of time in which nobody did anything. */
  rests: z.array(z.tuple([atMs, atMs])).max(mostMarks),
  /** Edits of each person in each part of the time. */
  density: z.array(z.object({ person: id, counts: z.array(z.number().int()).max(timelineParts) })).max(200),
});

export type Timeline = z.infer<typeof timeline>;
