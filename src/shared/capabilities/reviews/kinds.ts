import { z } from 'zod';
import type { BodyOf } from '../../core/capability.ts';
import { id } from '../../core/ids.ts';
import { kind } from '../../core/kind.ts';
import { objectName } from '../git/git-state.ts';

/** Most files at which one person has looked; of more, the first are forgotten. */
export const mostLooked = 2_000;

const version = z.object({ name: z.string().min(1).max(250), commit: objectName });

const opened = z.object({
  repository: z.string().max(4096),
  base: version,
  head: version.nullable(),
});

const mark = { name: 'Reviews', icon: 'git-compare' };

/** Entries about the open review. Files are named by ids, which say nothing to those from whom their paths are hidden. */
export const reviewKinds = {
  'review.opened': kind(
    'annotate',
    'What differs between two states of a repository is reviewed from now on.',
    opened,
    {
      ofDocument: false,
      perSecond: 1,
      mark: {
        ...mark,
        words: ({ base, head }: z.output<typeof opened>) =>
          `opened a review of ${head === null ? 'the folder' : head.name} against ${base.name}`,
      },
    },
  ),
  'review.looked': kind(
    'read',
    'Its sender has looked at files of the review, or takes that back.',
    z.object({ files: z.array(id).min(1).max(500), looked: z.boolean() }),
    { ofDocument: false, perSecond: 5 },
  ),
  'review.closed': kind('annotate', 'The review is over.', z.object({}), {
    ofDocument: false,
    perSecond: 1,
    mark: { ...mark, words: () => 'ended the review' },
  }),
};

export type ReviewBody<Name extends keyof typeof reviewKinds> = BodyOf<typeof reviewKinds, Name>;
