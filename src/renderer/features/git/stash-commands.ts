import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import type { Stash } from '../../../shared/capabilities/git/methods.ts';
import { agoInWords } from '../../../shared/text/age.ts';
import type { Acting } from './acting.ts';
import { canGit } from './repository-views.ts';

const category = 'Git';

/** Commands that put changes aside, and bring them back. */
export function registerStashCommands(acting: Acting): void {
  const { workspace, workbench } = acting.app;
  const add = (id: string, title: string, order: number, run: (repository: RepositoryStatus) => unknown) =>
    workbench.sourceControl.registerCommand(
      {
        id,
        title,
        category,
        when: canGit,
        menus: [{ id: 'source-title', group: '3_stash', order, when: `scmProvider == ensembleGit && ${canGit}` }],
      },
      async (targets, ...args) => {
        const repository = await acting.repository(args, targets);
        if (repository) await run(repository);
      },
    );
  add('git.stash', 'Stash', 1, (repository) => stash(acting, repository, false));
  add('git.stashIncludeUntracked', 'Stash (Include Untracked)', 2, (repository) => stash(acting, repository, true));
  const bringBack = (repository: RepositoryStatus, verb: 'Pop' | 'Apply', id: string | null) => {
    return acting.move(repository, verb, { method: 'git.unstash', params: { id, keep: verb === 'Apply' } });
  };
  add('git.stashPopLatest', 'Pop Latest Stash', 3, (repository) => bringBack(repository, 'Pop', null));
  for (const [id, verb, order] of [
    ['git.stashPop', 'Pop', 4],
    ['git.stashApply', 'Apply', 5],
  ] as const)
    add(id, `${verb} Stash…`, order, async (repository) => {
      const chosen = await chooseStash(acting, repository, `Choose a stash to ${verb.toLowerCase()}`);
      if (chosen) await bringBack(repository, verb, chosen.id);
    });
  add('git.stashDrop', 'Drop Stash…', 6, async (repository) => {
    const chosen = await chooseStash(acting, repository, 'Choose a stash to drop');
    if (chosen === undefined) return;
    const button = 'Drop';
    const detail = ['What was put aside in it is gone then, for everybody.', chosen.words];
    if ((await workbench.dialogs.ask('warning', 'Drop this stash?', { detail, buttons: [button] })) !== button) return;
    const asked = { repository: repository.path, id: chosen.id };
    await acting.run('Dropping…', () => workspace.request('git.dropStash', asked));
  });
}

async function chooseStash(
  { app }: Acting,
  { path }: RepositoryStatus,
  placeholder: string,
): Promise<Stash | undefined> {
  const { stashes } = await app.workspace.request('git.stashes', { repository: path });
  if (stashes.length === 0) return void app.workbench.notifications.status('Nothing is put aside.');
  const items = stashes.map((stash) => ({
    label: stash.words,
    description: agoInWords(stash.atMs, app.session.nowMs()),
    icon: 'archive',
    value: stash,
  }));
  return app.workbench.quickInput.pick(items, { placeholder });
}

async function stash(acting: Acting, repository: RepositoryStatus, untracked: boolean): Promise<void> {
  const { workbench } = acting.app;
  if (repository.changes.length === 0) return workbench.notifications.status('There is nothing to put aside.');
  const message = await workbench.quickInput.input({ placeholder: 'Stash message (may be empty)' });
  if (message !== undefined)
    await acting.move(repository, 'Stash', { method: 'git.stash', params: { message, untracked } });
}
