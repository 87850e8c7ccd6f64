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

/** Most files that a question names, and the longest of their paths: it stays small. */
export const mostFilesNamed = 10;
export const longestPathNamed = 200;

/** Work of the one who is asked, which an act on the whole working tree would go over. */
const workInTheWay = z.object({ path: z.string().min(1).max(longestPathNamed), isSaved: z.boolean() });

/**
 * Act that the host does for somebody once it is allowed, and who is asked: for a line those who may type into that
 * terminal, for a push those who may push, for an act on the whole working tree each person whose work it would go over.
 * The text of a line is told to those who look at its terminal alone.
 */
const wish = z.discriminatedUnion('is', [
  z.object({ is: z.literal('line'), terminal: id, line: id }),
  z.object({ is: z.literal('push') }),
  z.object({
    is: z.literal('tree'),
    /** Person who is asked. */
    of: id,
    files: z.array(workInTheWay).max(mostFilesNamed),
    /** Number of files beside these, and of those that not everybody may see. */
    more: z.number().int().min(0),
  }),
]);

/** Questions that wait for a person. */
export const approvalKinds = {
  'approval.asked': kind(
    'read',
    'An agent asks whether it may do something: its owner answers, who may run, or an owner of the session. Or the host asks on behalf of somebody (`person`) who lacks a right: people answer who have it; or who would go over a person’s work: that person answers. Nobody’s answer in time denies it.',
    z.object({
      approval: id,
      person: id.optional(),
      wish: wish.optional(),
      title: z.string().min(1).max(300),
      detail: z.string().max(2_000),
      choices: z.array(choice).min(1).max(mostChoices),
      waitMs: z.number().int().min(1_000).max(longestWaitMs),
    }),
    { ofDocument: false, perSecond: 10 },
  ),
  'approval.answered': kind(
    'read',
    'A person answers; the first answer counts. Nobody answers a question of their own.',
    z.object({ approval: id, choice: z.string().max(64) }),
    { ofDocument: false, perSecond: 5, mark: { name: 'Approvals', icon: 'pass', words: () => 'answered a question' } },
  ),
  'approval.withdrawn': kind('read', 'Its asker needs no answer any more.', z.object({ approval: id }), {
    ofDocument: false,
    perSecond: 10,
  }),
};

export type ApprovalBody<Name extends keyof typeof approvalKinds> = BodyOf<typeof approvalKinds, Name>;
