import type { App } from '../../session/app.ts';
import { renderBoard } from './board-pane.ts';
import { createWhiteboard } from './new-whiteboard.ts';

/** Ending of a whiteboard's file. */
export const boardEnding = '.excalidraw';

/** Whiteboards: files of Excalidraw, drawn in together as documents of the session; and the command for a new one. */
export function whiteboard(app: App): void {
  const { workbench, recording } = app;
  workbench.panes.editFiles(boardEnding, {
    title: 'Whiteboard',
    render: (container, text) => renderBoard(app, container, text),
  });
  if (recording !== null) return;
  workbench.commands.register({
    id: 'ensemble.newWhiteboard',
    title: 'New Whiteboard',
    category: 'Ensemble',
    when: 'ensemble.canWriteFiles',
    icon: 'edit',
    menus: [
      { id: 'file-menu', group: '1_new', order: 4 },
      { id: 'explorer-context', group: 'navigation', order: 12 },
    ],
    run: () => createWhiteboard(app, boardEnding),
  });
}
