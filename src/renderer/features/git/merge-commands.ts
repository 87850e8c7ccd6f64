import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import type { GitRef } from '../../../shared/capabilities/git/methods.ts';
import type { Acting } from './acting.ts';
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
    if (ref === undefined || !(await acting.mayMove(repository, 'Merge'))) return;
    const asked = { repository: repository.path, branch: ref.name };
    await acting.run('Merging…', () => workspace.request('git.merge', asked));
  });
  add('git.rebase', 'Rebase Branch…', async (repository) => {
    const ref = await chooseRef(acting, repository, 'Choose a branch to rebase the present one onto');
    if (ref === undefined || !(await acting.mayMove(repository, 'Rebase'))) return;
    const asked = { repository: repository.path, onto: ref.name };
    await acting.run('Rebasing…', () => workspace.request('git.rebase', asked));
  });
  add('git.cherryPick', 'Cherry Pick…', async (repository) => {
    const commit = await chooseCommit(acting, repository, true);
    if (commit === undefined || !(await acting.mayMove(repository, 'Cherry Pick'))) return;
    await acting.run('Picking…', () => workspace.request('git.pick', { repository: repository.path, commit }));
  });
  add('git.revertCommit', 'Revert Commit…', async (repository) => {
    const commit = await chooseCommit(acting, repository, false);
    if (commit === undefined || !(await acting.mayMove(repository, 'Revert'))) return;
    await acting.run('Reverting…', () => workspace.request('git.revert', { repository: repository.path, commit }));
  });
  add('git.undoCommit', 'Undo Last Commit', async ({ path, ahead, upstream }) => {
    const isPushed = upstream !== null && ahead === 0;
    const detail = ['What it changed stays staged.', ...(isPushed ? ['It has been pushed: others may have it.'] : [])];
    const button = 'Undo Commit';
    if ((await workbench.dialogs.ask('warning', 'Undo the last commit?', { detail, buttons: [button] })) === button)
      await acting.run('Undoing…', () => workspace.request('git.undoCommit', { repository: path }));
  });
  add('git.continue', 'Continue What Is Under Way', ({ path }) =>
    acting.run('Continuing…', () => workspace.request('git.continue', { repository: path })),
  );
  add('git.deleteBranch', 'Delete Branch…', (repository) => deleteBranch(acting, repository));
  add('git.createTag', 'Create Tag…', async ({ path }) => {
    const name = (await workbench.quickInput.input({ placeholder: 'Tag name' }))?.trim() ?? '';
    if (name === '') return;
    await acting.run('Tagging…', () => workspace.request('git.tag', { repository: path, name, commit: null }));
  });
}

async function chooseRef(acting: Acting, { path }: RepositoryStatus, placeholder: string): Promise<GitRef | undefined> {
  const { workspace, workbench } = acting.app;
  const { refs } = await workspace.request('git.refs', { repository: path });
  const items = refs
    .filter(({ kind, isCurrent }) => kind !== 'tag' && !isCurrent)
    .map((ref) => ({ label: ref.name, description: ref.commit.slice(0, 8), icon: 'git-branch', value: ref }));
  if (items.length > 0) return workbench.quickInput.pick(items, { placeholder });
  workbench.notifications.status('There is no other branch.');
}

/** Lets the person choose a commit, of all branches or of the present one. */
async function chooseCommit(acting: Acting, { path }: RepositoryStatus, ofAll: boolean): Promise<string | undefined> {
  const { workspace, workbench } = acting.app;
  const { refs } = ofAll ? await workspace.request('git.refs', { repository: path }) : { refs: [] };
  const from = refs.filter(({ kind }) => kind !== 'tag').map(({ name }) => name);
  const asked = { repository: path, refs: from.slice(0, 100), path: null, skip: 0, count: 200 };
  const { commits } = await workspace.request('git.log', asked);
  const items = commits.map(({ id, subject, author }) => ({
    label: subject,
    description: `${author}, ${id.slice(0, 8)}`,
    icon: 'git-commit',
    value: id,
  }));
  return workbench.quickInput.pick(items, { placeholder: 'Choose a commit' });
}

async function deleteBranch(acting: Acting, repository: RepositoryStatus): Promise<void> {
  const { workspace, workbench } = acting.app;
  const ref = await chooseRef(acting, repository, 'Choose a branch to delete');
  if (ref === undefined) return;
  if (ref.kind === 'remote') return workbench.notifications.status('Branches of a remote are deleted at the remote.');
  const asked = { repository: repository.path, name: ref.name };
  try {
    await workspace.request('git.deleteBranch', { ...asked, force: false });
  } catch (thrown) {
    const button = 'Delete Anyway';
    const detail = (thrown as Error).message;
    const question = `Delete ${ref.name}, which has commits that are nowhere else?`;
    if ((await workbench.dialogs.ask('warning', question, { detail, buttons: [button] })) === button)
      await acting.run('Deleting…', () => workspace.request('git.deleteBranch', { ...asked, force: true }));
  }
}
