import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import type { GitRef } from '../../../shared/capabilities/git/methods.ts';
import { listNames } from '../../ui/words.ts';
import type { PickItem } from '../../workbench/index.ts';
import type { Acting } from './acting.ts';
import { canGit, canInit, canPush } from './repository-views.ts';
import { mayMeetOthers, othersIn, uncommittedIn, unsavedIn } from './unsaved-work.ts';

const category = 'Git';

type Choice = { is: 'new' } | { is: 'branch'; name: string } | { is: 'commit'; id: string };

/** Commands on branches and remotes, and on a whole working tree. */
export function registerBranchCommands(acting: Acting): void {
  const { app } = acting;
  const { workspace } = app;
  const add = (
    id: string,
    title: string,
    when: string,
    run: (repository: RepositoryStatus) => unknown,
    menu?: { group: string; order: number },
  ) =>
    app.workbench.sourceControl.registerCommand(
      {
        id,
        title,
        category,
        when,
        ...(menu ? { menus: [{ id: 'source-title', ...menu, when: `scmProvider == ensembleGit && ${when}` }] } : {}),
      },
      async (targets, ...args) => {
        const repository = await acting.repository(args, targets);
        if (repository) await run(repository);
      },
    );
  add('git.checkout', 'Checkout to…', canGit, (repository) => checkOut(acting, repository), {
    group: '1_branch',
    order: 1,
  });
  add('git.branch', 'Create Branch…', canGit, (repository) => createBranch(acting, repository), {
    group: '1_branch',
    order: 2,
  });
  add('git.fetch', 'Fetch', canPush, ({ path }) => acting.transfer('Fetching…', 'git.fetch', path), {
    group: '2_remote',
    order: 1,
  });
  add('git.pull', 'Pull', canPush, (repository) => pull(acting, repository), { group: '2_remote', order: 2 });
  add('git.push', 'Push', canPush, ({ path }) => acting.transfer('Pushing…', 'git.push', path), {
    group: '2_remote',
    order: 3,
  });
  const asks = `${canGit} && !${canPush}`;
  add('git.askToPush', 'Ask to Push', asks, ({ path }) => acting.transfer('Asking to push…', 'git.askToPush', path), {
    group: '2_remote',
    order: 3,
  });
  add('git.sync', 'Sync', canPush, async (repository) => {
    const isPulled = repository.behind === 0 || (await pull(acting, repository));
    if (isPulled) await acting.transfer('Pushing…', 'git.push', repository.path);
  });
  add('git.abort', 'Abort What Is Under Way…', canGit, (repository) => abort(acting, repository), {
    group: '4_merge',
    order: 1,
  });
  app.workbench.commands.register({
    id: 'git.init',
    title: 'Initialize Repository',
    category,
    when: canInit,
    run: () => acting.run('Making a repository…', () => workspace.request('git.init', {})),
  });
}

const icons: Record<GitRef['kind'], string> = { branch: 'git-branch', remote: 'cloud', tag: 'tag' };

function toItem({ kind, name, commit, isCurrent }: GitRef): PickItem<Choice> {
  const detached = kind === 'tag' ? ' (detached)' : '';
  return {
    label: name,
    description: `${commit.slice(0, 8)}${isCurrent ? ', here now' : ''}${detached}`,
    icon: icons[kind],
    value:
      kind === 'tag'
        ? { is: 'commit', id: commit }
        : // A remote's branch is checked out by its short name, under which Git makes a branch that follows it.
          { is: 'branch', name: kind === 'remote' ? name.slice(name.indexOf('/') + 1) : name },
  };
}

async function checkOut(acting: Acting, repository: RepositoryStatus): Promise<void> {
  const { workspace, workbench } = acting.app;
  const { path } = repository;
  const { refs } = await workspace.request('git.refs', { repository: path });
  const local = new Set(refs.filter(({ kind }) => kind === 'branch').map(({ name }) => name));
  const shown = refs.filter(({ kind, name }) => kind !== 'remote' || !local.has(name.slice(name.indexOf('/') + 1)));
  const fresh: PickItem<Choice> = { label: 'Create new branch…', icon: 'plus', value: { is: 'new' } };
  const chosen = await workbench.quickInput.pick([fresh, ...shown.map(toItem)], {
    placeholder: 'Choose a branch or tag to check out',
  });
  if (chosen === undefined) return;
  if (chosen.is === 'new') return createBranch(acting, repository);
  const target = chosen.is === 'branch' ? { branch: chosen.name } : { commit: chosen.id };
  await acting.move(repository, 'Switch', { method: 'git.checkout', params: { target } });
}

async function createBranch(acting: Acting, { path }: RepositoryStatus): Promise<void> {
  const { workspace, workbench } = acting.app;
  const typed = await workbench.quickInput.input({
    placeholder: 'Branch name',
    prompt: 'Name the new branch. It begins at the present commit, and everybody is on it from then on.',
    validate: (value) => (/^-|[\s~^:?*[\\]|\.\./.test(value) ? 'Git takes no such name for a branch.' : null),
  });
  const name = typed?.trim() ?? '';
  if (name !== '')
    await acting.run('Making a branch…', () => workspace.request('git.branch', { repository: path, name }));
}

function pull(acting: Acting, repository: RepositoryStatus): Promise<boolean> {
  return acting.move(repository, 'Pull', { method: 'git.pull', params: {} });
}

async function abort(acting: Acting, repository: RepositoryStatus): Promise<void> {
  const { workspace, workbench, session } = acting.app;
  const { path, underway } = repository;
  if (underway === null) return workbench.notifications.status('Nothing is under way that could be aborted.');
  const changed = uncommittedIn(repository);
  const meets = await acting.uncommitted(path, changed);
  const keep = mayMeetOthers(meets, changed.length + repository.rest);
  const unsaved = unsavedIn(session.state, session.person, (each) => changed.includes(each));
  const isUnsaved = new Set(unsaved.map((each) => each.path));
  const detail = [
    'Everything goes back to what it was before it began, for everybody.',
    ...unsaved.map((each) => `${each.path} has unsaved work of ${listNames(each.names)}, which is kept.`),
    ...othersIn(meets)
      .filter((each) => !isUnsaved.has(each.path))
      .map((each) => `${each.path} has work of ${listNames(each.names)}, which goes from the file.`),
    ...(keep ? ['The files as they are now are kept as a stash.'] : []),
  ];
  const button = 'Abort';
  const question = underway === 'stash' ? 'Put the stash back aside?' : `Abort the ${underway}?`;
  if ((await workbench.dialogs.ask('warning', question, { detail, buttons: [button] })) !== button) return;
  await acting.run('Aborting…', () => workspace.request('git.abort', { repository: path, keep }));
}
