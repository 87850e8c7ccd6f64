import { z } from 'zod';
import { id } from './ids.ts';

const seq = z.number().int().min(0);
const atMs = z.number();

/** Most marks, and most rests, that one timeline names. */
export const mostMarks = 1_000;
/** Most people of whom a timeline tells. */
export const mostPeople = 200;
/** Number of equal parts of the time in which entries are counted. */
export const timelineParts = 240;
/** Length of the words about an event. */
export const markWordsLength = 160;

/** An event that a timeline names: a save, a joining, a commit. */
export const timelineMark = z.object({
  seq,
  atMs,
  kind: z.string().max(64),
  person: id.nullable(),
  /** Words behind the person's name: `saved notes.txt`. */
  words: z.string().max(markWordsLength),
});

/** Overview of a recorded stretch, which a player reads first. */
export const timeline = z.object({
  first: z.object({ seq, atMs }),
  last: z.object({ seq, atMs }),
  /** Events of people; of very many, a part that is spread evenly. */
  marks: z.array(timelineMark).max(mostMarks),
  /** Stretches of time in which nobody did anything. */
  rests: z.array(z.tuple([atMs, atMs])).max(mostMarks),
  /** Stretches that are not shown, between two that are: the recording rested, or they were cut. */
  gaps: z.array(z.tuple([atMs, atMs])).max(mostMarks),
  /** Contents that were cut out: of a ref, from behind an entry until another. */
  cuts: z
    .array(z.object({ ref: id, after: seq, upTo: seq, fromMs: atMs, toMs: atMs }))
    .max(mostMarks)
    .default([]),
  /** Everybody in it, at whatever moment. */
  people: z.array(z.object({ person: id, name: z.string(), colorIndex: z.number().int().min(0) })).max(mostPeople),
  /** Edits of each person in each part of the time. */
  density: z.array(z.object({ person: id, counts: z.array(z.number().int()).max(timelineParts) })).max(mostPeople),
});

/** Says whether an entry lies in a gap of a ref's content: behind its beginning, and before the outcome at its end. */
export function isMissingAt({ after, upTo }: { after: number; upTo: number }, seq: number): boolean {
  return seq > after && seq < upTo;
}

export type Timeline = z.infer<typeof timeline>;
export type TimelineMark = z.infer<typeof timelineMark>;
