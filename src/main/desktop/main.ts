import { join } from 'node:path';
import { app, BrowserWindow, dialog, type IpcMainInvokeEvent, Menu, powerMonitor } from 'electron';
import { commandChannel } from '../../shared/desktop/channels.ts';
import { Background } from './background.ts';
import { answerCalls, secretCalls } from './calls.ts';
import { ownArguments, readLaunch } from './command-line.ts';
import { type JoinTarget, parseDeepLink, parseInvite } from './deep-link.ts';
import type { FolderWindow } from './folder-window.ts';
import { menuTemplate } from './menu.ts';
import { SettingsFile } from './settings.ts';
import { Shell } from './shell.ts';
import { noteStarted } from './started.ts';
import { Updates } from './updates.ts';

app.setName('Ensemble');
app.enableSandbox();
const settings = new SettingsFile(join(app.getPath('userData'), 'shell.json'), tellUnwritable);
const background = new Background();
const shell = new Shell(settings, () => {
  background.update(shell.folders);
  buildMenu();
});
const updates = new Updates({ onReady: buildMenu, quitThen: (last) => shell.quitThen(last) });
let pending: JoinTarget | null = null;

function tellUnwritable(reason: string): void {
  console.error(`What the app remembers cannot be written: ${reason}`);
  const message = 'Ensemble cannot remember its windows and recent folders.';
  const detail = `Everything else works, and your files are not concerned.\n\n${reason}`;
  void app.whenReady().then(() => dialog.showMessageBox({ type: 'warning', message, detail, buttons: ['OK'] }));
}

function buildMenu(): void {
  const actions = {
    run: (commandId: string) => BrowserWindow.getFocusedWindow()?.webContents.send(commandChannel, commandId),
    chooseFolder: () => void shell.chooseFolder(),
    openFolder: (folder: string) => void shell.openFolder(folder),
    restartToUpdate: updates.isReady ? () => updates.restart() : null,
  };
  const template = menuTemplate(actions, settings.current.recentFolders, process.platform);
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** The folder whose own page asks, in the top frame of its window; null for a guest's page, or a frame inside. */
function askingFolder({ sender, senderFrame }: IpcMainInvokeEvent): FolderWindow | null {
  if (!senderFrame || senderFrame !== sender.mainFrame) return null;
  const isIts = ({ window, origin }: FolderWindow) =>
    window?.frame.webContents === sender && origin === senderFrame.origin;
  return shell.folders.find(isIts) ?? null;
}

function start(): void {
  app.setAsDefaultProtocolClient('ensemble');
  app.on('second-instance', (_event, argv, workingDir) =>
    shell.launch(readLaunch(ownArguments(argv, app.isPackaged), workingDir)),
  );
  app.on('open-url', (event, url) => {
    event.preventDefault();
    pending = parseDeepLink(url);
    if (app.isReady()) shell.openInvite(pending);
  });
  app.on('activate', () => shell.launch({ folder: null, join: null, port: 0 }));
  // Without a listener Electron would quit, also while a host still puts things away.
  app.on('window-all-closed', () => shell.settle());
  app.on('before-quit', (event) => shell.beforeQuit(event));
  answerCalls((event) => {
    const asking = askingFolder(event);
    return (
      asking && {
        'folder.choose': () => shell.chooseFolder(),
        'folder.open': (folder) => shell.openFolder(folder),
        'folder.recent': () => [...settings.current.recentFolders],
        'session.join': (link) => shell.openInvite(parseInvite(link)),
        'window.show': () => {
          asking.focus();
          return true;
        },
        ...secretCalls(settings),
      }
    );
  });
  void app.whenReady().then(() => {
    noteStarted();
    powerMonitor.on('shutdown', () => shell.systemEnds());
    buildMenu();
    const first = readLaunch(ownArguments(process.argv, app.isPackaged), process.cwd());
    shell.launch({ ...first, join: first.join ?? pending });
    void updates.start();
  });
}

if (app.requestSingleInstanceLock()) start();
else app.quit();
