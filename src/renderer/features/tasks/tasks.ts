import './tasks.css';
import type { App } from '../../session/app.ts';
import { telling } from '../../session/telling.ts';
import { renderLater } from '../../ui/render-later.ts';

const paneId = 'ensemble.taskBoard';
const category = 'Ensemble';

/** Tasks of the folder as a board, and the commands about them. Code that reads them is loaded with the first. */
export function tasks(app: App): void {
  const { workbench } = app;
  const { commands, panes } = workbench;
  let loading: Promise<import('./board.tsx').TaskBoard> | null = null;
  const board = () => {
    loading ??= import('./board.tsx').then(({ TaskBoard }) => new TaskBoard(app));
    loading.catch(() => {
      loading = null;
    });
    return loading;
  };
  panes.register({
    id: paneId,
    title: 'Task Board',
    icon: 'project',
    render: renderLater(async () => {
      const loaded = await board();
      return (container) => loaded.render(container);
    }),
  });
  commands.register({
    id: paneId,
    title: 'Show Task Board',
    category,
    menus: [{ id: 'view-menu', group: '4_ensemble', order: 1 }],
    run: () => panes.open(paneId),
  });
  commands.register({
    id: 'ensemble.newTask',
    title: 'New Task…',
    category,
    when: 'ensemble.canEdit',
    run: () => telling(app, async () => (await board()).askNew()),
  });
  commands.register({
    id: 'ensemble.claimTask',
    title: 'Claim Task…',
    category,
    when: 'ensemble.canEdit',
    run: () => telling(app, async () => (await board()).askClaim()),
  });
}
