import { withTrailers } from '../../../shared/capabilities/git/co-author.ts';
import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import { listNames } from '../../ui/words.ts';
import type { Acting } from './acting.ts';
import { coAuthorsOf } from './co-authors.ts';
import { mayChangeLast } from './last-commit.ts';
import { canGit } from './repository-views.ts';
import { groupsOf } from './source-groups.ts';
import { unsavedIn } from './unsaved-work.ts';

const category = 'Git';

interface Manner {
  amend: boolean;
  signOff: boolean;
}

/** Commands that commit the staged changes. */
export function registerCommitCommands(acting: Acting): void {
  const { commands } = acting.app.workbench;
  for (const [id, title, manner] of [
    ['git.commit', 'Commit', { amend: false, signOff: false }],
    ['git.commitAmend', 'Commit (Amend)', { amend: true, signOff: false }],
    ['git.commitSigned', 'Commit (Signed Off)', { amend: false, signOff: true }],
  ] as const)
    commands.register({
      id,
      title,
      category,
      when: canGit,
      run: async (...args) => {
        const repository = await acting.repository(args);
        if (repository) await commit(acting, repository, manner);
      },
    });
}

const changesIn = (repository: RepositoryStatus, group: string) =>
  groupsOf(repository)
    .find(({ id }) => id === group)!
    .changes.map(({ path }) => path);

/** Stages all where nothing is staged and the person wants that. Gives whether there is something to commit. */
async function staged(acting: Acting, repository: RepositoryStatus, { amend }: Manner): Promise<boolean> {
  const { workbench, workspace } = acting.app;
  if (changesIn(repository, 'index').length > 0 || repository.underway !== null) return true;
  const files = changesIn(repository, 'workingTree');
  if (files.length === 0) {
    if (!amend) workbench.notifications.status('There is nothing to commit.');
    return amend;
  }
  if (amend) return true;
  const all = 'Stage All and Commit';
  const message = 'Nothing is staged. Stage all changes, and commit them?';
  if ((await workbench.dialogs.ask('info', message, { buttons: [all] })) !== all) return false;
  return acting.run('Staging…', () => workspace.request('git.stage', { repository: repository.path, paths: 'all' }));
}

/** Asks where staged files have unsaved work, which would not be committed. */
async function withoutUnsaved(acting: Acting, repository: RepositoryStatus): Promise<boolean> {
  const { workbench, session } = acting.app;
  const named = new Set(changesIn(repository, 'index'));
  const work = unsavedIn(session.state, session.person, (path) => named.has(path));
  if (work.length === 0) return true;
  const detail = work.map(
    ({ path, names }) => `${path} has unsaved work of ${listNames(names)}, which is not committed.`,
  );
  const anyway = 'Commit Without It';
  return (
    (await workbench.dialogs.ask('warning', 'Commit without what is unsaved?', { detail, buttons: [anyway] })) ===
    anyway
  );
}

/** Adds the authors of the staged text to the message; null where the person wants to look at it first. */
async function credited(acting: Acting, repository: RepositoryStatus, message: string): Promise<string | null> {
  const { workbench } = acting.app;
  const { trailers, names } = await coAuthorsOf(acting.app, repository);
  const whole = withTrailers(message, trailers);
  if (whole === message) return message;
  const [credit, edit, without] = ['Name Them', 'Edit Message', 'Without'] as const;
  const chosen = await workbench.dialogs.ask('info', `Name ${listNames(names)} as co-author of this commit?`, {
    detail: [`What is staged has lines by ${listNames(names)}.`, ...trailers],
    buttons: [credit, edit, without],
  });
  if (chosen === credit) return whole;
  if (chosen === edit) (await acting.views.control(repository.path))?.setMessage(whole);
  return chosen === without ? message : null;
}

async function commit(acting: Acting, before: RepositoryStatus, manner: Manner): Promise<void> {
  const { workbench, workspace } = acting.app;
  if (manner.amend && !(await mayChangeLast(acting, before.path, 'Amend'))) return;
  if (!(await staged(acting, before, manner))) return;
  const repository = acting.model.repository(before.path) ?? before;
  if (!(await withoutUnsaved(acting, repository))) return;
  const control = await acting.views.control(before.path);
  let message = control?.message() ?? '';
  if (message.trim() === '' && !manner.amend) {
    const typed = await workbench.quickInput.input({
      placeholder: 'Commit message',
      prompt: 'Say what this commit changes.',
    });
    if (typed === undefined || typed.trim() === '') return;
    message = typed;
  }
  const whole = message.trim() === '' ? message : await credited(acting, repository, message);
  if (whole === null) return;
  const asked = { repository: before.path, message: whole, ...manner };
  if (await acting.run('Committing…', () => workspace.request('git.commit', asked))) control?.setMessage('');
}
