import { namesCall } from '../../../shared/capabilities/documents/agent-call.ts';
import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import { askedWorkOf } from '../../session/agent-calls.ts';
import type { Acting } from './acting.ts';
import { previewCommit } from './commit-preview.ts';
import {
  askWork,
  chooseUnsigned,
  chooseWholeLines,
  chooseWork,
  type MeantWork,
  saveFirst,
  WorkWords,
} from './work-questions.ts';

/** Commits the person's own work. */
export async function commitMine(acting: Acting, args: unknown[]): Promise<void> {
  const repository = await acting.repository(args);
  const { person } = acting.app.session;
  if (repository && person !== null) await commitWork(acting, repository, { person });
}

/** Commits the work that is asked for, or that the person chooses. */
export async function commitWorkOf(acting: Acting, args: unknown[]): Promise<void> {
  const asked = askedWorkOf(args);
  const repository = await acting.repository(asked === null ? args : []);
  if (repository === undefined) return;
  const work = asked ?? (await chooseWork(acting, repository));
  if (work !== undefined) await commitWork(acting, repository, work);
}

async function commitWork(acting: Acting, { path: repository }: RepositoryStatus, work: MeantWork): Promise<void> {
  const { title, ...meant } = work;
  const { workbench, workspace, session } = acting.app;
  if (!(await saveFirst(acting, repository, work.person))) return;
  const { files, unsigned } = await askWork(acting, repository, work);
  const words = new WorkWords(session.state, session.person, work);
  const own = files.filter(({ lines, shared }) => lines + shared.length > 0);
  // Lines that nobody has signed belong to no turn or call.
  const nobodys = namesCall(work) ? [] : unsigned;
  if (own.length + nobodys.length === 0) return workbench.notifications.status(words.nothing());
  const takesBoth = await chooseWholeLines(acting, own, words);
  if (takesBoth === undefined) return;
  const along = namesCall(work) ? { takesUnsigned: false, paths: [] } : await chooseUnsigned(acting, own, unsigned);
  if (along === undefined) return;
  const control = await acting.views.control(repository);
  const shown = { repository, ...meant, takesBoth, takesUnsigned: along.takesUnsigned };
  const close = await previewCommit(acting, words.title(), own, shown);
  const message = await workbench.quickInput
    .input({
      title: words.title(),
      placeholder: 'Commit message',
      prompt: words.summary(own, along.paths.length),
      value: control?.message() || (title ?? ''),
      isBelow: true,
    })
    .finally(close);
  if (message === undefined || message.trim() === '') return;
  const asked = { repository, ...meant, message, takesBoth, ...along };
  if (await acting.run('Committing…', () => workspace.request('git.commitWork', asked))) control?.setMessage('');
}
