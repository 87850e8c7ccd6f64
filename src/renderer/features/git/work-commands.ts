import { namesCall } from '../../../shared/capabilities/documents/agent-call.ts';
import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import { askedWorkOf, workCommands } from '../../session/agent-calls.ts';
import type { Acting } from './acting.ts';
import { canGit } from './repository-views.ts';
import {
  askWork,
  chooseUnsigned,
  chooseWholeLines,
  chooseWork,
  type MeantWork,
  saveFirst,
  WorkWords,
} from './work-questions.ts';

const category = 'Ensemble';

/** Commands that commit the work of one person, and leave what others have not committed. */
export function registerWorkCommands(acting: Acting): void {
  const { commands } = acting.app.workbench;
  commands.register({
    id: 'ensemble.commitMine',
    title: 'Commit Mine…',
    category,
    when: canGit,
    menus: [{ id: 'source-title', group: '2_main', order: 9, when: `scmProvider == ensembleGit && ${canGit}` }],
    run: async (...args) => {
      const repository = await acting.repository(args);
      const { person } = acting.app.session;
      if (repository && person !== null) await commitWork(acting, repository, { person });
    },
  });
  commands.register({
    id: workCommands.commit,
    title: 'Commit Work Of…',
    category,
    when: canGit,
    run: async (...args) => {
      const asked = askedWorkOf(args);
      const repository = await acting.repository(asked === null ? args : []);
      if (repository === undefined) return;
      try {
        const work = asked ?? (await chooseWork(acting, repository));
        if (work !== undefined) await commitWork(acting, repository, work);
      } catch (thrown) {
        void acting.app.workbench.notifications.show('error', (thrown as Error).message);
      }
    },
  });
}

async function commitWork(acting: Acting, { path: repository }: RepositoryStatus, work: MeantWork): Promise<void> {
  const { title, ...meant } = work;
  const { workbench, workspace, session } = acting.app;
  try {
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
    const message = await workbench.quickInput.input({
      title: words.title(),
      placeholder: 'Commit message',
      prompt: words.summary(own, along.paths.length),
      value: control?.message() || (title ?? ''),
    });
    if (message === undefined || message.trim() === '') return;
    const asked = { repository, ...meant, message, takesBoth, ...along };
    if (await acting.run('Committing…', () => workspace.request('git.commitWork', asked))) control?.setMessage('');
  } catch (thrown) {
    void workbench.notifications.show('error', (thrown as Error).message);
  }
}
