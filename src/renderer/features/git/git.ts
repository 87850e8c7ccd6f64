import { shownName } from '../../../shared/capabilities/people/names.ts';
import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { Acting } from './acting.ts';
import { answerHostQuestions } from './answering.ts';
import { registerBlame } from './blame.ts';
import { registerBranchCommands } from './branch-commands.ts';
import { registerCommitCommands } from './commit-commands.ts';
import { registerCompareCommands } from './compare-commands.ts';
import { registerFileCommands } from './file-commands.ts';
import { showFileHistory } from './file-history.ts';
import { deedInWords } from './git-words.ts';
import { registerMergeCommands } from './merge-commands.ts';
import { registerPartCommands, stageLines } from './part-commands.ts';
import { registerRefCommands } from './ref-commands.ts';
import { canInit, RepositoryViews } from './repository-views.ts';
import { registerStashCommands } from './stash-commands.ts';
import { StatusModel } from './status-model.ts';
import { registerWorkCommands } from './work-commands.ts';
import { registerWorktreeCommands } from './worktree-commands.ts';

/** Git: everybody sees the status of the folder's repositories, and people with the right act on them. */
export function git(app: App): void {
  const model = new StatusModel(app);
  const acting = new Acting(app, model, new RepositoryViews(app, model));
  registerFileCommands(acting);
  registerCommitCommands(acting);
  registerWorkCommands(acting);
  registerBranchCommands(acting);
  registerStashCommands(acting);
  registerMergeCommands(acting);
  registerRefCommands(acting);
  registerCompareCommands(acting);
  registerWorktreeCommands(acting);
  registerPartCommands(acting);
  registerBlame(acting);
  showFileHistory(acting);
  answerHostQuestions(app);
  welcome(app);
  tellDeeds(app);
  void app.workbench.ready.then(() => provideVersions(acting));
}

/** Words in place of repositories, where there are none. */
function welcome({ workbench }: App): void {
  const none = 'scm.providerCount == 0';
  workbench.sourceControl.setWelcome('Looking for repositories…', `${none} && !ensemble.gitKnown`);
  workbench.sourceControl.setWelcome(
    'Git cannot be used on the machine that hosts this folder. Install Git 2.31 or newer there, and open the folder again.',
    `${none} && ensemble.gitMissing`,
  );
  const part = `${none} && ensemble.gitKnown && !ensemble.gitMissing && ensemble.gitPart`;
  const larger =
    'This folder is a part of a larger repository. Git is off here, since it would tell everybody about files that are not shared.';
  workbench.sourceControl.setWelcome(
    `${larger}\nTo work with Git, open the repository’s own folder, or make this folder a repository of its own.\n[Initialize Repository](command:git.init)`,
    `${part} && ${canInit}`,
  );
  workbench.sourceControl.setWelcome(
    `${larger}\nAsk the host to open the repository’s own folder.`,
    `${part} && !${canInit}`,
  );
  const known = `${none} && ensemble.gitKnown && !ensemble.gitMissing && !ensemble.gitPart`;
  workbench.sourceControl.setWelcome(
    'This folder has no Git repository.\n[Initialize Repository](command:git.init)',
    `${known} && ${canInit}`,
  );
  workbench.sourceControl.setWelcome('This folder has no Git repository.', `${known} && !${canInit}`);
}

/** Shows others' acts for a moment; staging alone is seen in the view. */
function tellDeeds({ workbench, session }: App): void {
  session.events.on('entry', (entry) => {
    if (entry.kind !== 'git.done') return;
    const { person, act, what, over = [] } = decodeBody(entry.kind, entry.body);
    if (person === session.person || act === 'staged' || act === 'unstaged') return;
    const words = deedInWords(shownName(session.state, person) ?? 'Somebody', act, what);
    if (session.person === null || !over.includes(session.person)) return workbench.notifications.status(words);
    const kept =
      act === 'stashed'
        ? 'Your uncommitted work is in that stash.'
        : 'Your uncommitted work was kept as a stash before.';
    void workbench.notifications.show('warning', `${words} ${kept}`);
  });
}

function provideVersions(acting: Acting): void {
  const { app, model, views } = acting;
  const { workbench, workspace } = app;
  workbench.sourceControl.provideVersions({
    read: async ({ repository, path, version }) => {
      const { content } = await workspace.request('git.show', { repository, path, version });
      return content === null ? null : new TextDecoder().decode(content);
    },
    baseOf: (path) => {
      const repository = model.repositoryOf(path);
      if (repository === undefined || repository.problem !== null) return null;
      const isUntracked = repository.changes.some((each) => each.path === path && each.is === '??');
      return isUntracked ? null : { repository: repository.path, path, version: 'index' };
    },
    onChanged: (listener) => model.onChanged(listener),
    actions: {
      mayStage: () => views.mayAct,
      stage: (path, lines) => void stageLines(acting, path, lines),
      setShown: (isShown) => workbench.context.set('ensemble.changeShown', isShown),
    },
  });
}
