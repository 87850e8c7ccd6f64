import { z } from 'zod';
import type { BodyOf } from '../../core/capability.ts';
import { kind, type Mark } from '../../core/kind.ts';

const words = z.string().max(200);
const untilMs = z.number().int().min(0).nullable();

/** Events by which a task goes on. */
export const progressEvents = ['edited', 'committed', 'merged'] as const;

const advanced: Mark = {
  name: 'Tasks',
  icon: 'project',
  words: ({ is, by }: { is: string; by: string }) => `${by} work of a task, which is ${is} now`,
  person: ({ person }: { person: string | null }) => person,
};

/** Claims of tasks, and their way by themselves. The task is the entry's document: its file in the folder. */
export const taskKinds = {
  'task.claimed': kind('edit', 'Somebody takes a task on; void where somebody has it already.', z.object({ untilMs }), {
    perSecond: 5,
  }),
  'task.released': kind('edit', 'Its holder gives a task up.', z.object({}), { perSecond: 10 }),
  'task.stolen': kind(
    'edit',
    "Somebody ends another's claim of a task, for all to see.",
    z.object({ reason: words.optional() }),
    { perSecond: 5 },
  ),
  'task.advanced': kind(
    'host',
    'The host has moved a task on by what happened: an edit under its claim, a commit that names it, a merge of that.',
    z.object({
      term: z.number().int().min(1),
      /** Holder of the task, for whom that was done; null where nobody has it. */
      person: z.string().max(100).nullable(),
      was: z.string().max(500),
      is: z.string().max(100),
      by: z.enum(progressEvents),
    }),
    { hostOnly: true, perSecond: 20, mark: advanced },
  ),
};

export type TaskBody<Name extends keyof typeof taskKinds> = BodyOf<typeof taskKinds, Name>;
