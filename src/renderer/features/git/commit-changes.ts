import type { SourceChange } from '../../workbench/index.ts';
import type { Acting } from './acting.ts';

type Change = Pick<SourceChange, 'path' | 'left' | 'right'>;

/** Lists what differs between two commits, or in one against the one before it, for a look at all of it. */
export async function changesBetween(
  { app }: Acting,
  repository: string,
  parent: string | null,
  commit: string,
): Promise<Change[]> {
  const { files } = await app.workspace.request('git.changedIn', { repository, commit, parent });
  return files.map(({ path, was, is }) => ({
    path,
    left: is === 'A' || parent === null ? null : { repository, path: was ?? path, version: parent },
    right: is === 'D' ? null : { repository, path, version: commit },
  }));
}

/** Opens all that a commit changed, beside what was before it. */
export async function openCommit(acting: Acting, repository: string, commit: string): Promise<void> {
  const { workspace, workbench } = acting.app;
  try {
    const asked = { repository, refs: [commit], path: null, skip: 0, count: 1 };
    const [found] = (await workspace.request('git.log', asked)).commits;
    if (found === undefined) return workbench.notifications.status('This commit is not there any more.');
    const changes = await changesBetween(acting, repository, found.parents[0] ?? null, commit);
    if (changes.length === 0) return workbench.notifications.status('This commit changed no file that is shown here.');
    await workbench.sourceControl.openChanges(`${commit.slice(0, 8)}: ${found.subject}`, changes);
  } catch (thrown) {
    void workbench.notifications.show('error', (thrown as Error).message);
  }
}
