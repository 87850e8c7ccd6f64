import { z } from 'zod';
import type { BodyOf } from '../../core/capability.ts';
import { id } from '../../core/ids.ts';
import { kind } from '../../core/kind.ts';
import { beginningOf } from '../../text/beginning.ts';
import { readStretch, workName } from '../documents/kinds.ts';
import { proposalLimits } from './limits.ts';

const text = z.string().max(proposalLimits.units);

/** Whole lines as an agent has read them, by their ids and as text, and what it would have in their place. */
const proposedPart = z.object({
  reads: readStretch.refine(({ ids }) => ids.length <= proposalLimits.runs, 'too many runs of ids'),
  before: text,
  after: text,
});

/** Verdicts on a part. */
export const partVerdicts = ['accepted', 'rejected'] as const;

/** Entries about edits that agents propose. Each carries the document as its ref, and leaves the log with it. */
export const proposalKinds = {
  'proposal.made': kind(
    'annotate',
    'An agent proposes other lines in a document, part by part: nothing is changed until a person accepts one. Void beyond the bounds of numbers and sizes, and of anybody who is no agent.',
    z.object({
      proposal: id,
      title: z.string().max(proposalLimits.title),
      parts: z.array(proposedPart).min(1).max(proposalLimits.parts),
      /** Turn of the agent, and its tool call. */
      turn: workName.optional(),
      call: workName.optional(),
    }),
    {
      perSecond: 2,
      maxBytes: 64 * 1024,
      mark: {
        name: 'Suggestions',
        icon: 'git-pull-request',
        words: ({ title }: { title: string }) =>
          title === '' ? 'suggested an edit' : `suggested: ${beginningOf(title)}`,
      },
    },
  ),
  'proposal.judged': kind(
    'edit',
    'A person accepts or rejects parts of a proposal; the first judgement of each counts. A person who accepts a part puts it in by an edit of their own, after this counts. Null opens again what the same person has judged, until a minute after the last part was: then the texts leave.',
    z.object({
      proposal: id,
      /** Name of this very judgement, by which its sender sees that it counts. */
      judgement: id,
      parts: z
        .array(
          z
            .number()
            .int()
            .min(0)
            .max(proposalLimits.parts - 1),
        )
        .min(1)
        .max(proposalLimits.parts),
      verdict: z.enum(partVerdicts).nullable(),
    }),
    { perSecond: 10 },
  ),
  'proposal.withdrawn': kind('annotate', 'An agent takes its proposal back.', z.object({ proposal: id }), {
    perSecond: 5,
  }),
};

export type ProposalBody<Name extends keyof typeof proposalKinds> = BodyOf<typeof proposalKinds, Name>;
export type ProposedPart = z.output<typeof proposedPart>;
export type PartVerdict = (typeof partVerdicts)[number];
