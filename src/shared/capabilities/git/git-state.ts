import { z } from 'zod';

/** Most paths that the status of a folder lists; of the rest it tells the number. */
export const mostChanges = 5000;

const path = z.string().max(4096);
export const objectName = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const branchName = z.string().max(1024);

/**
 * A file that differs, by its path in the folder. `is` holds the two letters of Git's short format: the index against the
 * last commit, and the file against the index; `.` for no difference, `??` for an untracked file.
 */
export const fileChanged = z.object({
  path,
  is: z.string().regex(/^[.MTADRCU?]{2}$/),
  /** Path before a rename or copy. */
  was: path.optional(),
});

export type ChangedFile = z.output<typeof fileChanged>;

/**
 * Operations that stay under way in a repository until they are continued or aborted. `stash` is one that came back with
 * conflicts, and ends with these.
 */
export const undertakings = ['merge', 'rebase', 'cherry-pick', 'revert', 'bisect', 'stash'] as const;

/** One repository of the folder, as it is now. */
export const repositoryStatus = z.object({
  /** Path of its working tree in the folder; '' is the folder itself. */
  path,
  /** Null where the head is detached. */
  branch: branchName.nullable(),
  /** Null before the first commit. */
  head: objectName.nullable(),
  upstream: branchName.nullable(),
  /** Commit of the upstream; missing where it has none. */
  upstreamCommit: objectName.optional(),
  /** Mark of all branches and tags: another where one has come, gone or moved. */
  refsMark: z.string().max(64).optional(),
  ahead: z.number().int().min(0),
  behind: z.number().int().min(0),
  stashes: z.number().int().min(0),
  underway: z.enum(undertakings).nullable(),
  changes: z.array(fileChanged).max(mostChanges),
  /** Count of further files that differ. */
  rest: z.number().int().min(0),
  /** Mark of the index's content, as far as guests may know of it: another content has another mark. */
  mark: z.string().max(64),
  /** Reason for which nothing can be told of it, in words for people. */
  problem: z.string().max(2000).nullable(),
});

export type RepositoryStatus = z.output<typeof repositoryStatus>;

/** All repositories of the folder. */
export const folderStatus = z.object({
  repositories: z.array(repositoryStatus).max(50),
  /** Reason for which there is no Git here at all, in words for people. */
  problem: z.string().max(2000).nullable(),
  /** True if the folder is a part of a larger repository, whose other files are not shared. */
  isPart: z.boolean().optional(),
});

export type FolderStatus = z.output<typeof folderStatus>;

/** Git in the folder, as its host has told it last; null before the first time. */
export interface GitState {
  git: FolderStatus | null;
}

export const gitUnknown: GitState = { git: null };

/** Says whether a file of the folder may have been as it is committed when its repository was looked at last. */
export function isCommitted({ git }: GitState, path: string): boolean {
  // Before the first look nothing is known: then it may be.
  if (git === null) return true;
  const { repositories } = git;
  return repositories.length > 0 && !repositories.some(({ changes }) => changes.some((each) => each.path === path));
}

/** Finds the repository of a file: the innermost one around it. */
export function repositoryAround(
  repositories: readonly RepositoryStatus[],
  path: string,
): RepositoryStatus | undefined {
  const around = repositories.filter((each) => each.path === '' || path.startsWith(`${each.path}/`));
  return around.sort((a, b) => b.path.length - a.path.length)[0];
}

/** Lists all paths that differ from the last commits; null where these are not all known. */
export function differingIn({ repositories, problem }: FolderStatus): string[] | null {
  const isWhole = problem === null && repositories.every((each) => each.problem === null && each.rest === 0);
  if (!isWhole || repositories.length === 0) return null;
  return repositories.flatMap(({ changes }) =>
    changes.flatMap(({ path, was }) => (was === undefined ? [path] : [path, was])),
  );
}

/** Lists the paths that differed from the last commit at one look and do so no more at the next. */
export function newlyCommitted(before: FolderStatus, now: FolderStatus): string[] {
  const differing = new Set(now.repositories.flatMap(({ changes }) => changes.map(({ path }) => path)));
  const paths = before.repositories.flatMap(({ changes }) => changes.map(({ path }) => path));
  return paths.filter((path) => !differing.has(path));
}
