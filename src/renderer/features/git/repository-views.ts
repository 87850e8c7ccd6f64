import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import { may } from '../../../shared/capabilities/people/participants.ts';
import type { App } from '../../session/app.ts';
import type { HistoryRef, SourceControl } from '../../workbench/index.ts';
import { branchInWords, syncInWords } from './git-words.ts';
import { historyOf } from './history.ts';
import { badgesOf, groupsOf } from './source-groups.ts';
import type { StatusModel } from './status-model.ts';

/** Context keys: whether this person may act on repositories, and reach their remotes. */
export const canGit = 'ensemble.canGit';
export const canPush = 'ensemble.canPush';
/** Context key: whether this person may make the folder a repository. */
export const canInit = 'ensemble.canInit';

/** Shows the repositories in the workbench's view of source control, the status bar and the explorer. */
export class RepositoryViews {
  readonly #app: App;
  readonly #model: StatusModel;
  readonly #controls = new Map<string, Promise<SourceControl>>();

  constructor(app: App, model: StatusModel) {
    this.#app = app;
    this.#model = model;
    model.onChanged(() => this.#show());
    app.session.events.on('state', () => this.#setRights());
    this.#setRights();
    void app.workbench.ready.then(() => this.#show());
  }

  /** Finds the part of the view that shows a repository. */
  control(path: string): Promise<SourceControl> | undefined {
    return this.#controls.get(path);
  }

  get mayAct(): boolean {
    return this.#app.workbench.context.get(canGit) === true;
  }

  #setRights(): void {
    const { context } = this.#app.workbench;
    const { person, state } = this.#app.session;
    const before = [context.get(canGit), context.get(canPush)].join();
    context.set(canGit, may(state, person, 'git'));
    context.set(canInit, may(state, person, 'host'));
    context.set(canPush, may(state, person, 'git.push'));
    if (before !== [context.get(canGit), context.get(canPush)].join()) this.#show();
  }

  #show(): void {
    const { workbench } = this.#app;
    const { repositories, status } = this.#model;
    workbench.context.set('ensemble.gitMissing', status !== null && status.problem !== null);
    workbench.context.set('ensemble.gitPart', status?.isPart === true);
    workbench.context.set('ensemble.gitKnown', status !== null);
    for (const [path, control] of this.#controls) {
      if (repositories.some((each) => each.path === path)) continue;
      this.#controls.delete(path);
      void control.then(({ dispose }) => dispose());
    }
    for (const repository of repositories) void this.#showOne(repository);
    workbench.fileBadges.set('ensemble.git', badgesOf(repositories));
  }

  async #showOne({ path }: RepositoryStatus): Promise<void> {
    let made = this.#controls.get(path);
    if (made === undefined) {
      made = this.#app.workbench.ready.then(() =>
        this.#app.workbench.sourceControl.create({
          path,
          placeholder: 'Message (Ctrl+Enter to commit)',
          acceptCommand: { id: 'git.commit', title: 'Commit', arguments: [path] },
          history: historyOf(this.#app, path),
        }),
      );
      this.#controls.set(path, made);
    }
    const control = await made;
    // The present state, which may be newer.
    const now = this.#model.repository(path);
    if (now === undefined || this.#controls.get(path) !== made) return;
    control.setGroups(groupsOf(now));
    control.setInputVisible(this.mayAct && now.problem === null);
    control.setButton(this.#buttonOf(now));
    const sync =
      now.upstream === null ? [] : [{ id: 'git.sync', title: `$(sync) ${syncInWords(now)}`, arguments: [path] }];
    const branch = now.branch ?? 'a detached head';
    control.setStatusCommands([
      {
        id: 'git.checkout',
        title: `$(${iconOf(now)}) ${branchInWords(now)}`,
        tooltip: now.problem ?? `On ${branch}. Switch to another branch…`,
        arguments: [path],
      },
      ...(this.#app.workbench.context.get(canPush) === true ? sync : []),
    ]);
    control.setHistoryHead({ current: headOf(now), upstream: upstreamOf(now), mark: now.refsMark ?? '' });
  }

  /** Makes the button of a repository; the words about a fault where it has one and others stand beside it. */
  #buttonOf(now: RepositoryStatus): Parameters<SourceControl['setButton']>[0] {
    const main = { id: 'git.commit', arguments: [now.path] };
    if (now.problem !== null) {
      // Alone, it has a row for them, which the workbench shows in place of a button.
      if (this.#model.repositories.length === 1) return null;
      return { main: { ...main, title: `$(warning) ${now.problem}`, tooltip: now.problem }, more: [], enabled: false };
    }
    if (!this.mayAct) return null;
    return {
      main: { ...main, title: '$(check) Commit' },
      more: [
        { id: 'git.commitAmend', title: 'Commit (Amend)', arguments: [now.path] },
        { id: 'git.commitSigned', title: 'Commit (Signed Off)', arguments: [now.path] },
        { id: 'ensemble.commitMine', title: 'Commit Mine…', arguments: [now.path] },
      ],
      enabled: now.changes.length + now.rest > 0 || now.underway === 'merge',
    };
  }
}

function iconOf({ branch, problem }: RepositoryStatus): string {
  if (problem !== null) return 'warning';
  return branch === null ? 'git-commit' : 'git-branch';
}

function headOf({ branch, head }: RepositoryStatus): HistoryRef | null {
  if (head === null) return null;
  if (branch === null) return { id: head, name: head.slice(0, 8), commit: head, kind: 'branch' };
  return { id: `refs/heads/${branch}`, name: branch, commit: head, kind: 'branch' };
}

function upstreamOf({ upstream, upstreamCommit }: RepositoryStatus): HistoryRef | null {
  if (upstream === null || upstreamCommit === undefined) return null;
  return { id: `refs/remotes/${upstream}`, name: upstream, commit: upstreamCommit, kind: 'remote' };
}
