import { z } from 'zod';
import type { progressEvents } from '../capabilities/tasks/kinds.ts';
import { knownStatuses } from './task.ts';

const status = z.string().min(1).max(100);

/** Settings of a folder for how its tasks go on by themselves. Null leaves an event without effect. */
export const progressSettings = z.strictObject({
  follow: z.boolean().default(true),
  /** Statuses in their order: a task only ever goes on, and one whose status is not among them stays. */
  columns: z
    .array(status)
    .max(50)
    .default([...knownStatuses]),
  edited: status.nullable().default('in-progress'),
  committed: status.nullable().default('in-review'),
  merged: status.nullable().default('done'),
});

export type ProgressSettings = z.output<typeof progressSettings>;

/** Event by which a task goes on. */
export type ProgressEvent = (typeof progressEvents)[number];

/** Status that a task gets by an event; null where it stays. */
export function statusAfter(settings: ProgressSettings, event: ProgressEvent, before: string): string | null {
  const after = settings[event];
  if (!settings.follow || after === null) return null;
  const [from, to] = [settings.columns.indexOf(before), settings.columns.indexOf(after)];
  return from >= 0 && from < to ? after : null;
}

/** Lists what may be ids of tasks in a commit's message, each a word of its own. */
export function idsIn(message: string): string[] {
  return [...new Set(message.toLowerCase().match(/(?<![0-9a-z])[0-9a-z]{8}(?![0-9a-z])/g))];
}
