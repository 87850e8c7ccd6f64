import { z } from 'zod';
import type { BodyOf } from '../../core/capability.ts';
import { kind } from '../../core/kind.ts';

const words = z.string().max(200);
const untilMs = z.number().int().min(0).nullable();

/** Claims of tasks. The task is the entry's document: its file in the folder. */
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
};

export type TaskBody<Name extends keyof typeof taskKinds> = BodyOf<typeof taskKinds, Name>;
