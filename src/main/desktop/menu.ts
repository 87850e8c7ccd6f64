import type { MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  /** Has the front window's page carry out a command. */
  run(commandId: string): void;
  newWindow(): void;
  chooseFolder(): void;
  openFolder(folder: string): void;
  /** Null while there is no newer version. */
  restartToUpdate: (() => void) | null;
  clearRecent(): void;
  openLogs(): void;
}

interface CommandItem {
  label: string;
  command: string;
  keys?: string;
}

const separator: MenuItemConstructorOptions = { type: 'separator' };

const sections = {
  settings: [{ label: 'Settings…', command: 'workbench.action.openSettings', keys: 'Cmd+,' }],
  newFile: [{ label: 'New Text File', command: 'workbench.action.files.newUntitledFile', keys: 'Cmd+N' }],
  session: [
    { label: 'Share This Folder', command: 'ensemble.share' },
    { label: 'Copy Invite Link', command: 'ensemble.copyInviteLink' },
    { label: 'Join…', command: 'ensemble.join' },
  ],
  save: [
    { label: 'Save', command: 'workbench.action.files.save', keys: 'Cmd+S' },
    { label: 'Save All', command: 'workbench.action.files.saveAll', keys: 'Alt+Cmd+S' },
  ],
  closeEditor: [{ label: 'Close Editor', command: 'workbench.action.closeActiveEditor', keys: 'Cmd+W' }],
  undo: [
    { label: 'Undo', command: 'undo', keys: 'Cmd+Z' },
    { label: 'Redo', command: 'redo', keys: 'Shift+Cmd+Z' },
  ],
  selectAll: [{ label: 'Select All', command: 'editor.action.selectAll', keys: 'Cmd+A' }],
  find: [
    { label: 'Find', command: 'actions.find', keys: 'Cmd+F' },
    { label: 'Replace', command: 'editor.action.startFindReplaceAction', keys: 'Alt+Cmd+F' },
    { label: 'Find in Files', command: 'workbench.action.findInFiles', keys: 'Shift+Cmd+F' },
  ],
  view: [
    { label: 'Command Palette…', command: 'workbench.action.showCommands', keys: 'Shift+Cmd+P' },
    { label: 'Explorer', command: 'workbench.view.explorer', keys: 'Shift+Cmd+E' },
    { label: 'Search', command: 'workbench.view.search' },
    { label: 'Problems', command: 'workbench.actions.view.problems', keys: 'Shift+Cmd+M' },
  ],
  go: [
    { label: 'Go to File…', command: 'workbench.action.quickOpen', keys: 'Cmd+P' },
    { label: 'Go to Symbol in Editor…', command: 'workbench.action.gotoSymbol', keys: 'Shift+Cmd+O' },
    { label: 'Go to Line/Column…', command: 'workbench.action.gotoLine', keys: 'Ctrl+G' },
    { label: 'Go to Definition', command: 'editor.action.revealDefinition', keys: 'F12' },
    { label: 'Back', command: 'workbench.action.navigateBack', keys: 'Ctrl+-' },
    { label: 'Forward', command: 'workbench.action.navigateForward', keys: 'Ctrl+Shift+-' },
  ],
  help: [
    { label: 'Welcome', command: 'ensemble.welcome' },
    { label: 'Keyboard Shortcuts', command: 'workbench.action.openGlobalKeybindings' },
  ],
} satisfies Record<string, CommandItem[]>;

/**
 * Makes the menu bar of a Mac; elsewhere the page's own is the one menu. Commands run in the front window's workbench,
 * which has the same keys and gets them first.
 */
export function menuTemplate(actions: MenuActions, recentFolders: readonly string[]): MenuItemConstructorOptions[] {
  const items = (commands: readonly CommandItem[]): MenuItemConstructorOptions[] =>
    commands.map(({ label, command, keys }) => ({
      label,
      click: () => actions.run(command),
      ...(keys ? { accelerator: keys } : {}),
    }));
  const recent: MenuItemConstructorOptions[] = [
    ...recentFolders.map((folder) => ({ label: folder, click: () => actions.openFolder(folder) })),
    separator,
    { label: 'Clear Recently Opened', click: () => actions.clearRecent() },
  ];
  const own: MenuItemConstructorOptions[] = [
    { role: 'about' },
    separator,
    ...items(sections.settings),
    separator,
    { role: 'services' },
    separator,
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    separator,
    { role: 'quit' },
  ];
  const file: MenuItemConstructorOptions[] = [
    ...items(sections.newFile),
    { label: 'New Window', click: () => actions.newWindow(), accelerator: 'Shift+Cmd+N' },
    separator,
    { label: 'Open Folder…', click: () => actions.chooseFolder(), accelerator: 'Cmd+O' },
    { label: 'Open Recent', submenu: recent, enabled: recentFolders.length > 0 },
    separator,
    ...items(sections.session),
    separator,
    ...items(sections.save),
    separator,
    ...items(sections.closeEditor),
    { role: 'close', label: 'Close Window', accelerator: 'Shift+Cmd+W' },
  ];
  const edit: MenuItemConstructorOptions[] = [
    ...items(sections.undo),
    separator,
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    ...items(sections.selectAll),
    separator,
    ...items(sections.find),
  ];
  const view: MenuItemConstructorOptions[] = [
    ...items(sections.view),
    separator,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    separator,
    { role: 'togglefullscreen' },
    // Its usual key is taken in the workbench.
    { role: 'reload', accelerator: 'Alt+Cmd+R' },
  ];
  const help: MenuItemConstructorOptions[] = [
    ...(actions.restartToUpdate ? [{ label: 'Restart to Update', click: actions.restartToUpdate }] : []),
    ...items(sections.help),
    separator,
    { label: 'Open Logs', click: () => actions.openLogs() },
    { role: 'toggleDevTools' },
  ];
  return [
    { label: 'Ensemble', submenu: own },
    { label: 'File', submenu: file },
    { label: 'Edit', submenu: edit },
    { label: 'View', submenu: view },
    { label: 'Go', submenu: items(sections.go) },
    { role: 'windowMenu' },
    { role: 'help', label: 'Help', submenu: help },
  ];
}
