import type { MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  run(commandId: string): void;
  chooseFolder(): void;
  openFolder(folder: string): void;
  /** Null while there is no newer version. */
  restartToUpdate: (() => void) | null;
}

interface CommandItem {
  label: string;
  command: string;
  keys?: string;
}

const separator: MenuItemConstructorOptions = { type: 'separator' };

const sections = {
  session: [
    { label: 'Share This Folder', command: 'ensemble.share' },
    { label: 'Copy Invite Link', command: 'ensemble.copyInviteLink' },
    { label: 'Join…', command: 'ensemble.join' },
  ],
  save: [
    { label: 'Save', command: 'workbench.action.files.save', keys: 'CmdOrCtrl+S' },
    { label: 'Save All', command: 'workbench.action.files.saveAll' },
  ],
  undo: [
    { label: 'Undo', command: 'undo', keys: 'CmdOrCtrl+Z' },
    { label: 'Redo', command: 'redo', keys: 'Shift+CmdOrCtrl+Z' },
  ],
  find: [
    { label: 'Find', command: 'actions.find', keys: 'CmdOrCtrl+F' },
    { label: 'Find in Files', command: 'workbench.action.findInFiles', keys: 'Shift+CmdOrCtrl+F' },
  ],
  view: [
    { label: 'Command Palette…', command: 'workbench.action.showCommands', keys: 'Shift+CmdOrCtrl+P' },
    { label: 'Explorer', command: 'workbench.view.explorer', keys: 'Shift+CmdOrCtrl+E' },
    { label: 'Problems', command: 'workbench.actions.view.problems', keys: 'Shift+CmdOrCtrl+M' },
  ],
  go: [
    { label: 'Go to File…', command: 'workbench.action.quickOpen', keys: 'CmdOrCtrl+P' },
    { label: 'Go to Symbol in Editor…', command: 'workbench.action.gotoSymbol', keys: 'Shift+CmdOrCtrl+O' },
    { label: 'Go to Definition', command: 'editor.action.revealDefinition', keys: 'F12' },
    { label: 'Back', command: 'workbench.action.navigateBack' },
    { label: 'Forward', command: 'workbench.action.navigateForward' },
  ],
  help: [
    { label: 'Welcome', command: 'ensemble.welcome' },
    { label: 'About Ensemble', command: 'workbench.action.showAboutDialog' },
  ],
} satisfies Record<string, CommandItem[]>;

/** The native menu. Commands run in the window's workbench, which also owns their keys: the menu only shows them. */
export function menuTemplate(
  actions: MenuActions,
  recentFolders: readonly string[],
  platform: NodeJS.Platform,
): MenuItemConstructorOptions[] {
  const items = (commands: readonly CommandItem[]): MenuItemConstructorOptions[] =>
    commands.map(({ label, command, keys }) => ({
      label,
      click: () => actions.run(command),
      ...(keys ? { accelerator: keys, registerAccelerator: false } : {}),
    }));
  const recent = recentFolders.map((folder) => ({ label: folder, click: () => actions.openFolder(folder) }));
  const file: MenuItemConstructorOptions[] = [
    { label: 'Open Folder…', click: () => actions.chooseFolder() },
    { label: 'Open Recent', submenu: recent, enabled: recent.length > 0 },
    separator,
    ...items(sections.save),
    separator,
    ...items(sections.session),
    separator,
    { role: platform === 'darwin' ? 'close' : 'quit' },
  ];
  const clipboard: MenuItemConstructorOptions[] = [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }];
  const zoom: MenuItemConstructorOptions[] = [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }];
  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    { label: '&File', submenu: file },
    { label: '&Edit', submenu: [...items(sections.undo), separator, ...clipboard, separator, ...items(sections.find)] },
    { label: '&View', submenu: [...items(sections.view), separator, ...zoom, separator, { role: 'togglefullscreen' }] },
    { label: '&Go', submenu: items(sections.go) },
    {
      role: 'help',
      submenu: [
        ...(actions.restartToUpdate ? [{ label: 'Restart to Update', click: actions.restartToUpdate }] : []),
        ...items(sections.help),
      ],
    },
  ];
}
