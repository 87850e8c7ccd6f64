import type { ChangedFile, RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import type { Review } from '../../../shared/capabilities/reviews/review-state.ts';
import { toBase64Url } from '../../../shared/core/ids.ts';
import type { Workspace } from '../../../shared/session/contract.ts';
import type { FileVersion } from '../../workbench/index.ts';

/** Way in which a file differs: added, modified, deleted or renamed. */
export type Difference = 'A' | 'M' | 'D' | 'R';

/** A file of the review, as this person may see it. */
export interface ReviewedFile {
  /** Name of the file in the log, which tells its path to nobody. */
  id: string;
  path: string;
  was: string | null;
  is: Difference;
  left: FileVersion | null;
  right: FileVersion | 'file' | null;
}

/** Id of a file in a review: 128 bits of the SHA-256 of the review's seq and the path. */
export async function reviewedFileId({ seq }: Pick<Review, 'seq'>, path: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${seq} ${path}`));
  return toBase64Url(new Uint8Array(digest, 0, 16));
}

type Found = Pick<ReviewedFile, 'path' | 'was' | 'is'>;

const differenceOf = (letter: string): Difference =>
  letter === 'A' || letter === 'C' || letter === '?' ? 'A' : letter === 'D' || letter === 'R' ? letter : 'M';

/** Joins what is committed since the base with what is not committed yet. */
export function joinedChanges(committed: readonly Found[], uncommitted: readonly ChangedFile[]): Found[] {
  const byPath = new Map(committed.map((each) => [each.path, each]));
  for (const { path, was = null, is } of uncommitted) {
    const before = byPath.get(path);
    const letter = is[1] === '.' ? is[0]! : is[1]!;
    const now = differenceOf(letter);
    const isNew = before?.is === 'A';
    // A file that is new since the base and gone again does not differ from it.
    if (isNew && now === 'D') byPath.delete(path);
    else byPath.set(path, { path, was: before?.was ?? was, is: isNew ? 'A' : now === 'M' && before ? before.is : now });
    if (was !== null && byPath.get(was)?.is === 'A') byPath.delete(was);
  }
  return [...byPath.values()];
}

/**
 * Lists the files of a review in the order of their paths, as the asker may see them; `status` is that of the
 * repository. Throws the host's error, such as for a commit that is gone.
 */
export async function reviewedFiles(
  workspace: Workspace,
  review: Review,
  status: RepositoryStatus | undefined,
): Promise<ReviewedFile[]> {
  const { repository, base, head } = review;
  const commit = head?.commit ?? status?.head ?? null;
  const isSame = commit === null || commit === base.commit;
  const { files } = isSame
    ? { files: [] }
    : await workspace.request('git.changedIn', { repository, commit, parent: base.commit });
  const committed = files.map(({ path, was, is }) => ({ path, was, is: differenceOf(is) }));
  const found = head === null ? joinedChanges(committed, status?.changes ?? []) : committed;
  const sorted = found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return Promise.all(
    sorted.map(async ({ path, was, is }) => ({
      id: await reviewedFileId(review, path),
      path,
      was,
      is,
      left: is === 'A' ? null : { repository, path: was ?? path, version: base.commit },
      right: is === 'D' ? null : head === null ? 'file' : { repository, path, version: head.commit },
    })),
  );
}
