import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import type { Worktree } from '../../../shared/capabilities/git/methods.ts';
import type { PickItem } from '../../workbench/index.ts';
import type { Acting } from './acting.ts';
import { canGit } from './repository-views.ts';

const category = 'Git';

/** Commands on further working trees of a repository. They stand in the folder, so that everybody has them. */
export function registerWorktreeCommands(acting: Acting): void {
  const add = (id: string, title: string, when: string, run: (repository: RepositoryStatus) => unknown) =>
    acting.app.workbench.sourceControl.registerCommand({ id, title, category, when }, async (targets, ...args) => {
      const repository = await acting.repository(args, targets);
      if (repository) await run(repository);
    });
  add('git.createWorktree', 'Create Worktree…', canGit, (repository) => create(acting, repository));
  add('git.listWorktrees', 'List Worktrees…', 'ensemble.gitKnown', async (repository) => {
    await choose(acting, repository, 'Working trees of this repository', () => true);
  });
  add('git.deleteWorktree', 'Delete Worktree…', canGit, (repository) => remove(acting, repository));
}

async function choose(
  { app }: Acting,
  { path }: RepositoryStatus,
  placeholder: string,
  isMeant: (worktree: Worktree) => boolean,
): Promise<Worktree | undefined> {
  const { worktrees } = await app.workspace.request('git.worktrees', { repository: path });
  const items = worktrees.filter(isMeant).map((each) => ({
    label: each.path === null ? (each.place ?? '') : each.path || 'This folder',
    description: `${each.branch ?? each.head?.slice(0, 8) ?? ''}${each.isMain ? ', the main one' : ''}`,
    icon: 'worktree',
    value: each,
  }));
  if (items.length > 0) return app.workbench.quickInput.pick(items, { placeholder });
  app.workbench.notifications.status('This repository has no further working tree here.');
}

type Choice = { isNew: true } | { isNew: false; branch: string };

async function create(acting: Acting, { path }: RepositoryStatus): Promise<void> {
  const { workspace, workbench } = acting.app;
  const { refs } = await workspace.request('git.refs', { repository: path });
  const branches = refs
    .filter(({ kind, isCurrent }) => kind === 'branch' && !isCurrent)
    .map(({ name }): PickItem<Choice> => ({ label: name, icon: 'git-branch', value: { isNew: false, branch: name } }));
  const fresh: PickItem<Choice> = { label: 'Create new branch…', icon: 'plus', value: { isNew: true } };
  const chosen = await workbench.quickInput.pick([fresh, ...branches], {
    placeholder: 'Choose a branch for the new working tree',
  });
  if (chosen === undefined) return;
  const branch = chosen.isNew ? await workbench.quickInput.input({ placeholder: 'Branch name' }) : chosen.branch;
  if (branch === undefined || branch.trim() === '') return;
  const inside = path === '' ? '' : `${path}/`;
  const place = await workbench.quickInput.input({
    placeholder: 'Folder of the working tree',
    prompt: 'A new folder inside the shared one.',
    value: `${inside}worktrees/${branch.trim().replaceAll('/', '-')}`,
  });
  if (place === undefined || place.trim() === '') return;
  const asked = { repository: path, path: place.trim(), branch: branch.trim(), isNew: chosen.isNew };
  await acting.run('Making a working tree…', () => workspace.request('git.addWorktree', asked));
}

async function remove(acting: Acting, repository: RepositoryStatus): Promise<void> {
  const { workspace, workbench } = acting.app;
  const isMeant = ({ path, isMain }: Worktree) => path !== null && !isMain;
  const chosen = await choose(acting, repository, 'Choose a working tree to delete', isMeant);
  if (!chosen?.path) return;
  const asked = { repository: repository.path, path: chosen.path };
  const button = 'Delete';
  const detail = 'The folder and its files are deleted for everybody; the branch stays.';
  const question = `Delete the working tree ${chosen.path}?`;
  if ((await workbench.dialogs.ask('warning', question, { detail, buttons: [button] })) !== button) return;
  try {
    await workspace.request('git.removeWorktree', { ...asked, force: false });
  } catch (thrown) {
    const anyway = 'Delete Anyway';
    const why = [(thrown as Error).message, 'What is not committed in it would be gone for good.'];
    if ((await workbench.dialogs.ask('warning', question, { detail: why, buttons: [anyway] })) === anyway)
      await acting.run('Deleting…', () => workspace.request('git.removeWorktree', { ...asked, force: true }));
  }
}
