import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import type { Acting } from './acting.ts';
import { chooseCommit, chooseRef } from './choosing.ts';
import { canGit } from './repository-views.ts';

const category = 'Git';

/** Commands on single commits, branches and tags, from the palette and at the commits of the graph. */
export function registerRefCommands(acting: Acting): void {
  const { workspace, workbench } = acting.app;
  const add = (
    id: string,
    title: string,
    order: number | null,
    run: (repository: RepositoryStatus, commit: string | undefined) => unknown,
  ) => {
    const when = `scmProvider == ensembleGit && ${canGit}`;
    const menus = order === null ? [] : [{ id: 'source-commit' as const, group: '9_act', order, when }];
    workbench.sourceControl.registerCommand({ id, title, category, when: canGit, menus }, async (targets, ...args) => {
      const repository = await acting.repository(args, targets);
      if (repository) await run(repository, targets[0]?.commit);
    });
  };
  add('git.cherryPick', 'Cherry Pick…', 1, async (repository, chosen) => {
    const commit = chosen ?? (await chooseCommit(acting, repository, true));
    if (commit === undefined) return;
    await acting.move(repository, 'Cherry Pick', { method: 'git.pick', params: { commit } });
  });
  add('git.revertCommit', 'Revert Commit…', 2, async (repository, chosen) => {
    const commit = chosen ?? (await chooseCommit(acting, repository, false));
    if (commit === undefined) return;
    await acting.move(repository, 'Revert', { method: 'git.revert', params: { commit } });
  });
  add('git.checkoutDetached', 'Checkout Commit (Detached)…', 3, async (repository, chosen) => {
    const commit = chosen ?? (await chooseCommit(acting, repository, true));
    if (commit === undefined) return;
    await acting.move(repository, 'Switch', { method: 'git.checkout', params: { target: { commit } } });
  });
  add('git.createTag', 'Create Tag…', 4, async ({ path }, commit = undefined) => {
    const name = (await workbench.quickInput.input({ placeholder: 'Tag name' }))?.trim() ?? '';
    if (name === '') return;
    await acting.run('Tagging…', () =>
      workspace.request('git.tag', { repository: path, name, commit: commit ?? null }),
    );
  });
  add('git.deleteTag', 'Delete Tag…', null, (repository) => deleteTag(acting, repository));
  add('git.renameBranch', 'Rename Branch…', null, (repository) => renameBranch(acting, repository));
  add('git.deleteBranch', 'Delete Branch…', null, (repository) => deleteBranch(acting, repository));
}

async function deleteTag(acting: Acting, { path }: RepositoryStatus): Promise<void> {
  const { workspace, workbench } = acting.app;
  const { refs } = await workspace.request('git.refs', { repository: path });
  const items = refs
    .filter(({ kind }) => kind === 'tag')
    .map(({ name, commit }) => ({ label: name, description: commit.slice(0, 8), icon: 'tag', value: name }));
  if (items.length === 0) return workbench.notifications.status('There is no tag.');
  const name = await workbench.quickInput.pick(items, { placeholder: 'Choose a tag to delete' });
  if (name !== undefined)
    await acting.run('Deleting…', () => workspace.request('git.deleteTag', { repository: path, name }));
}

async function renameBranch(acting: Acting, { path, branch }: RepositoryStatus): Promise<void> {
  const { workspace, workbench } = acting.app;
  if (branch === null) return workbench.notifications.status('The head is detached: there is no branch to rename.');
  const typed = await workbench.quickInput.input({
    placeholder: 'New branch name',
    prompt: 'Everybody is on the branch of the new name from then on. A remote keeps the old one.',
    value: branch,
  });
  const newName = typed?.trim() ?? '';
  if (newName === '' || newName === branch) return;
  const asked = { repository: path, name: branch, newName };
  await acting.run('Renaming…', () => workspace.request('git.renameBranch', asked));
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
