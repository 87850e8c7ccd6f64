import { z } from 'zod';
import type { BodyOf } from '../../core/capability.ts';
import { id } from '../../core/ids.ts';
import { kind } from '../../core/kind.ts';

/** Judgements of a part of somebody's work. */
export const judgements = ['kept', 'rejected', 'reviewed'] as const;

/** Most parts of one text whose judgements are kept; the oldest go first. */
export const mostJudged = 500;

/** Entries about the review of people's work, part by part. */
export const workKinds = {
  'work.judged': kind(
    'annotate',
    'Somebody judges parts of a person’s work in a document, or takes that back. A part has the hash of its ids for a name: with another edit in it, it is another part.',
    z.object({
      parts: z.array(id).min(1).max(100),
      is: z.enum(judgements).nullable(),
    }),
    { perSecond: 20 },
  ),
};

export type WorkBody<Name extends keyof typeof workKinds> = BodyOf<typeof workKinds, Name>;
