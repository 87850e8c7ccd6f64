import type { App } from '../../session/app.ts';
import { reactRender } from '../../ui/react-render.tsx';
import { joinByLink } from './join-link.ts';
import { chooseFolder } from './open-folder.ts';
import { WelcomeView } from './welcome-view.tsx';

const paneId = 'ensemble.welcome';
const category = 'Ensemble';

/** The first page, and the commands that lead to other folders and sessions. */
export function welcome(app: App): void {
  const { workbench, isHostWindow } = app;
  const { commands, panes } = workbench;
  panes.register({
    id: paneId,
    title: 'Welcome',
    icon: 'home',
    render: reactRender(() => <WelcomeView app={app} />),
  });
  commands.register({ id: paneId, title: 'Welcome', category, run: () => panes.open(paneId) });
  commands.register({
    id: 'ensemble.join',
    title: 'Join…',
    category,
    menus: [{ id: 'file-menu', group: '2_ensemble', order: 4 }],
    run: () => joinByLink(app),
  });
  if (isHostWindow)
    commands.register({
      id: 'ensemble.openFolder',
      title: 'Open Folder…',
      category,
      // Beside the workbench's own "Open File…".
      menus: [{ id: 'file-menu', group: '2_open', order: 2 }],
      run: () => chooseFolder(app),
    });
  void panes.openWhereEmpty(paneId);
  // On a phone there is room for one thing at a time.
  if (matchMedia('(max-width: 640px)').matches)
    void workbench.ready.then(() => commands.execute('workbench.action.closeSidebar'));
}
