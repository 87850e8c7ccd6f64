import { join } from 'node:path';
import { app, BrowserWindow, dialog, type IpcMainInvokeEvent, powerMonitor } from 'electron';
import { Background } from './background.ts';
import { answerCalls, secretCalls } from './calls.ts';
import { installCommand } from './command-install.ts';
import { parseInvite } from './deep-link.ts';
import type { FolderWindow } from './folder-window.ts';
import { takeIdentity, takeLinks } from './identity.ts';
import { openWhatIsAsked, ownStart } from './launching.ts';
import { openLogs, startLogs } from './logs.ts';
import { showMenus } from './menus.ts';
import { SettingsFile } from './settings.ts';
import { Shell } from './shell.ts';
import { noteStarted } from './started.ts';
import { Updates } from './updates.ts';
import { answerPages, sendCommand } from './window-commands.ts';

takeIdentity();
app.enableSandbox();
startLogs();
const settings = new SettingsFile(join(app.getPath('userData'), 'shell.json'), tellUnwritable);
const background = new Background();
const shell = new Shell(settings, () => {
  background.update(shell.folders);
  buildMenu();
});
const updates = new Updates({
  onReady: () => {
    buildMenu();
    for (const { window } of shell.folders) if (window) sendCommand(window.frame.webContents, 'ensemble.updateReady');
  },
  quitThen: (last) => shell.quitThen(last),
});

function tellUnwritable(reason: string): void {
  console.error(`The app’s settings cannot be written: ${reason}`);
  const message = 'Ensemble cannot remember its windows and recent folders.';
  const detail = `Everything else works, and your files are not concerned.\n\n${reason}`;
  void app.whenReady().then(() => dialog.showMessageBox({ type: 'warning', message, detail, buttons: ['OK'] }));
}

function buildMenu(): void {
  const actions = {
    run: (commandId: string) => {
      const front = BrowserWindow.getFocusedWindow();
      if (front) sendCommand(front.webContents, commandId);
    },
    newWindow: () => shell.newWindow(),
    chooseFolder: () => void shell.chooseFolder(),
    openFolder: (folder: string) => void shell.openFolder(folder),
    restartToUpdate: updates.isReady ? () => updates.restart() : null,
    clearRecent: () => {
      settings.update((all) => {
        all.recentFolders = [];
      });
      app.clearRecentDocuments();
      buildMenu();
    },
    openLogs: () => void openLogs(),
  };
  showMenus(actions, settings.current.recentFolders);
}

/** Finds the folder whose own page asks, in the top frame of its window; null for a guest's page, or an inner frame. */
function askingFolder({ sender, senderFrame }: IpcMainInvokeEvent): FolderWindow | null {
  if (!senderFrame || senderFrame !== sender.mainFrame) return null;
  const isIts = ({ window, origin }: FolderWindow) =>
    window?.frame.webContents === sender && origin === senderFrame.origin;
  return shell.folders.find(isIts) ?? null;
}

function start(): void {
  takeLinks();
  answerPages();
  // Without a listener Electron would quit, also while a host is still finishing.
  app.on('window-all-closed', () => shell.settle());
  app.on('before-quit', (event) => shell.beforeQuit(event));
  answerCalls((event) => {
    const asking = askingFolder(event);
    return (
      asking && {
        'folder.choose': () => shell.chooseFolder(),
        'recording.choose': () => shell.chooseRecording(),
        'folder.open': (folder) => shell.openFolder(folder),
        'folder.recent': () => [...settings.current.recentFolders],
        'window.new': () => shell.newWindow(),
        'app.quit': () => app.quit(),
        'logs.open': () => openLogs(),
        'update.isReady': () => updates.isReady,
        'update.restart': () => updates.restart(),
        'command.install': () => installCommand(),
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
    powerMonitor.on('resume', () => shell.systemWakes());
    buildMenu();
    void updates.start();
  });
  openWhatIsAsked(shell);
}

if (app.requestSingleInstanceLock(ownStart())) start();
else app.quit();
