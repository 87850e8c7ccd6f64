import { workCommands } from '../../session/work-commands.ts';
import type { Acting } from './acting.ts';
import { canGit } from './repository-views.ts';

const category = 'Ensemble';

/** Commands that commit the work of one person, and leave what others have not committed. */
export function registerWorkCommands(acting: Acting): void {
  const { commands, notifications } = acting.app.workbench;
  const tell = (thrown: unknown) => void notifications.show('error', (thrown as Error).message);
  commands.register({
    id: 'ensemble.commitMine',
    title: 'Commit Mine…',
    category,
    when: canGit,
    menus: [{ id: 'source-title', group: '2_main', order: 9, when: `scmProvider == ensembleGit && ${canGit}` }],
    run: (...args) => import('./committing-work.ts').then(({ commitMine }) => commitMine(acting, args)).catch(tell),
  });
  commands.register({
    id: workCommands.commit,
    title: 'Commit Work Of…',
    category,
    when: canGit,
    run: (...args) => import('./committing-work.ts').then(({ commitWorkOf }) => commitWorkOf(acting, args)).catch(tell),
  });
}
