import { basename } from 'node:path';
import { app, type JumpListItem, Menu } from 'electron';
import { type MenuActions, menuTemplate } from './menu.ts';

const mostListed = 10;

/** Shows the menus of the system: a Mac's menu bar and Dock, the jump list of Windows. */
export function showMenus(actions: MenuActions, recentFolders: readonly string[]): void {
  if (process.platform === 'darwin') {
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(actions, recentFolders)));
    const recent = recentFolders.slice(0, mostListed).map((folder) => ({
      label: basename(folder),
      click: () => actions.openFolder(folder),
    }));
    app.dock?.setMenu(Menu.buildFromTemplate([...recent, { label: 'New Window', click: () => actions.newWindow() }]));
    return;
  }
  // The page has the one menu bar, and the keys.
  Menu.setApplicationMenu(null);
  if (process.platform === 'win32') setJumpList(recentFolders);
}

function setJumpList(recentFolders: readonly string[]): void {
  // Windows forbids adding items again that the person removed from the list.
  const removed = new Set(app.getJumpListSettings().removedItems.map(({ args }) => args));
  const start = { type: 'task' as const, program: process.execPath, iconPath: process.execPath, iconIndex: 0 };
  const script = app.isPackaged ? '' : `"${process.argv[1]}" `;
  const items: JumpListItem[] = recentFolders
    .slice(0, mostListed)
    .map((folder) => ({
      ...start,
      title: basename(folder) || folder,
      args: `${script}"${folder}"`,
      description: folder,
    }))
    .filter(({ args }) => !removed.has(args));
  app.setJumpList(items.length > 0 ? [{ type: 'custom', name: 'Recent Folders', items }] : null);
}
