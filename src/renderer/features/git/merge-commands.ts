import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import type { Acting } from './acting.ts';
import { chooseRef } from './choosing.ts';
import { mayChangeLast } from './last-commit.ts';
import { canGit } from './repository-views.ts';

const category = 'Git';

/** Commands that bring branches and commits together, go on with that, and take it back. */
export function registerMergeCommands(acting: Acting): void {
  const { workspace, workbench } = acting.app;
  const add = (id: string, title: string, run: (repository: RepositoryStatus) => Promise<unknown>) =>
    workbench.sourceControl.registerCommand({ id, title, category, when: canGit }, async (targets, ...args) => {
      const repository = await acting.repository(args, targets);
      if (repository) await run(repository);
    });
  add('git.merge', 'Merge…', async (repository) => {
    const ref = await chooseRef(acting, repository, 'Choose a branch to merge into the present one');
    if (ref === undefined) return;
    await acting.move(repository, 'Merge', { method: 'git.merge', params: { branch: ref.name } });
  });
  add('git.rebase', 'Rebase Branch…', async (repository) => {
    const ref = await chooseRef(acting, repository, 'Choose a branch to rebase the present one onto');
    if (ref === undefined) return;
    await acting.move(repository, 'Rebase', { method: 'git.rebase', params: { onto: ref.name } });
  });
  add('git.undoCommit', 'Undo Last Commit', async ({ path, ahead, upstream }) => {
    const isPushed = upstream !== null && ahead === 0;
    const more = ['What it changed stays staged.', ...(isPushed ? ['It has been pushed: others may have it.'] : [])];
    if (await mayChangeLast(acting, path, 'Undo Commit', more))
      await acting.run('Undoing…', () => workspace.request('git.undoCommit', { repository: path }));
  });
  add('git.continue', 'Continue What Is Under Way', ({ path }) =>
    acting.run('Continuing…', () => workspace.request('git.continue', { repository: path })),
  );
}
