import { z } from 'zod';
import { id } from '../../core/ids.ts';
import { patternText } from './lock-pattern.ts';

const line = z.number().int().min(1).max(100_000_000);

/** Whole lines, both ends included. */
export const lockLines = z
  .object({ start: line, end: line })
  .refine(({ start, end }) => start <= end, 'the end lies before the start');

export type LockLines = z.infer<typeof lockLines>;

/** Target of a lock, apart from its holder. */
export const lockPlace = z.object({
  id,
  /** Path relative to the folder; null for an untitled buffer, and for a pattern. */
  path: z.string().min(1).max(4096).nullable(),
  /** Null for the whole file. */
  lines: lockLines.nullable(),
  untilMs: z.number().int().min(0).nullable(),
  note: z.string().max(200),
});

/** A lock as everyone is told of it. */
export const heldLock = lockPlace.extend({
  /** Its document, where a session knows one. */
  ref: id.nullable(),
  /** Pattern of its files, where it is on more than one. */
  pattern: patternText.optional(),
  person: id,
  name: z.string().max(60),
  isMine: z.boolean(),
  sinceMs: z.number().int().min(0),
});

export type HeldLock = z.infer<typeof heldLock>;

/** Trace of a lock that somebody else has ended. */
export const stolenLock = z.object({
  lock: heldLock,
  byName: z.string().max(60),
  atMs: z.number().int().min(0),
  reason: z.string().max(200),
});

export type StolenLock = z.infer<typeof stolenLock>;

/** Says whether two places in one file have a line in common; a whole file has all of them. */
export function linesMeet(a: LockLines | null, b: LockLines | null): boolean {
  return a === null || b === null || (a.start <= b.end && b.start <= a.end);
}
