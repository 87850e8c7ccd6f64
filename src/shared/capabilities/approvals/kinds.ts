import { z } from 'zod';
import type { BodyOf } from '../../core/capability.ts';
import { id } from '../../core/ids.ts';
import { kind } from '../../core/kind.ts';

/** Most choices of a question, and the longest time for which one waits. */
export const mostChoices = 8;
export const longestWaitMs = 3_600_000;

const choice = z.object({
  choice: z.string().min(1).max(64),
  name: z.string().min(1).max(100),
  /** True where it lets something happen; any other keeps it from happening. */
  allows: z.boolean(),
  /** True where its asker will not ask again for the same. */
  isForGood: z.boolean().optional(),
});

/** Questions of agents that wait for a person. */
export const approvalKinds = {
  'approval.asked': kind(
    'read',
    'An agent asks whether it may do something. Its owner answers, who may run, or an owner of the session; nobody’s answer in time denies it.',
    z.object({
      approval: id,
      title: z.string().min(1).max(300),
      detail: z.string().max(2_000),
      choices: z.array(choice).min(1).max(mostChoices),
      waitMs: z.number().int().min(1_000).max(longestWaitMs),
    }),
    { ofDocument: false, perSecond: 2 },
  ),
  'approval.answered': kind(
    'read',
    'A person answers; the first answer counts.',
    z.object({ approval: id, choice: z.string().max(64) }),
    { ofDocument: false, perSecond: 5, mark: { name: 'Approvals', icon: 'pass', words: () => 'answered an agent' } },
  ),
  'approval.withdrawn': kind('read', 'Its asker needs no answer any more.', z.object({ approval: id }), {
    ofDocument: false,
    perSecond: 5,
  }),
};

export type ApprovalBody<Name extends keyof typeof approvalKinds> = BodyOf<typeof approvalKinds, Name>;
