import { z } from 'zod';
import { kind, type Mark } from '../../core/kind.ts';
import { folderStatus, objectName } from './git-state.ts';

const term = z.number().int().min(1);

/** Acts of people on a repository. */
export const gitActs = [
  'committed',
  'checked-out',
  'branched',
  'deleted-branch',
  'fetched',
  'pulled',
  'pushed',
  'staged',
  'unstaged',
  'discarded',
  'initialised',
  'stashed',
  'unstashed',
  'merged',
  'rebased',
  'picked',
  'reverted',
  'tagged',
  'aborted',
  'continued',
  'undone',
  'resolved',
  'renamed-branch',
  'deleted-tag',
  'dropped',
  'added-worktree',
  'removed-worktree',
] as const;

export type GitAct = (typeof gitActs)[number];

const done: Mark = {
  name: 'Git',
  icon: 'git-commit',
  words: ({ act, what }: { act: GitAct; what: string }) => `${act.replaceAll('-', ' ')} ${what}`.trim(),
  person: ({ person }: { person: string }) => person,
};

export const gitKinds = {
  'git.status': kind(
    'host',
    "The status of the folder's repositories, the whole of it each time; files hidden from guests are not in it.",
    folderStatus.extend({ term }),
    { hostOnly: true, keep: 'latest', large: true, maxBytes: 4 * 1024 * 1024, priority: 'bulk', perSecond: 10 },
  ),
  'git.done': kind(
    'host',
    'Somebody did something with a repository.',
    z.object({
      term,
      person: z.string().max(100),
      act: z.enum(gitActs),
      repository: z.string().max(4096),
      /** Object of the act: a branch, a commit's first line, a count of files. */
      what: z.string().max(300),
      commit: objectName.nullable(),
      /** People over whose uncommitted work it went, as was asked for. */
      over: z.array(z.string().max(100)).max(50).optional(),
    }),
    { hostOnly: true, mark: done },
  ),
};
