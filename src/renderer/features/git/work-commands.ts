import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import type { Acting } from './acting.ts';
import { canGit } from './repository-views.ts';
import { askWork, choosePerson, chooseUnsigned, chooseWholeLines, saveFirst, WorkWords } from './work-questions.ts';

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
      if (repository && person !== null) await commitWork(acting, repository, person);
    },
  });
  commands.register({
    id: 'ensemble.commitWorkOf',
    title: 'Commit Work Of…',
    category,
    when: canGit,
    run: async (...args) => {
      const repository = await acting.repository(args);
      if (repository === undefined) return;
      try {
        const person = await choosePerson(acting, repository);
        if (person !== undefined) await commitWork(acting, repository, person);
      } catch (thrown) {
        void acting.app.workbench.notifications.show('error', (thrown as Error).message);
      }
    },
  });
}

async function commitWork(acting: Acting, { path: repository }: RepositoryStatus, person: string): Promise<void> {
  const { workbench, workspace, session } = acting.app;
  try {
    if (!(await saveFirst(acting, repository, person))) return;
    const { files, unsigned } = await askWork(acting, repository, person);
    const words = new WorkWords(session.state, session.person, person);
    const own = files.filter(({ lines, shared }) => lines + shared.length > 0);
    if (own.length + unsigned.length === 0) return workbench.notifications.status(words.nothing());
    const takesBoth = await chooseWholeLines(acting, own, words);
    if (takesBoth === undefined) return;
    const along = await chooseUnsigned(acting, own, unsigned);
    if (along === undefined) return;
    const control = await acting.views.control(repository);
    const message = await workbench.quickInput.input({
      title: words.title(),
      placeholder: 'Commit message',
      prompt: words.summary(own, along.paths.length),
      value: control?.message() ?? '',
    });
    if (message === undefined || message.trim() === '') return;
    const asked = { repository, person, message, takesBoth, ...along };
    if (await acting.run('Committing…', () => workspace.request('git.commitWork', asked))) control?.setMessage('');
  } catch (thrown) {
    void workbench.notifications.show('error', (thrown as Error).message);
  }
}
