import { join } from 'node:path';
import { app, BrowserWindow, dialog, type IpcMainInvokeEvent, Menu } from 'electron';
import { commandChannel } from '../../shared/desktop/channels.ts';
import { answerCalls, secretCalls } from './calls.ts';
import { type Launch, ownArguments, readLaunch } from './command-line.ts';
import { type JoinTarget, parseDeepLink, parseInvite } from './deep-link.ts';
import { FolderWindow } from './folder-window.ts';
import { menuTemplate } from './menu.ts';
import { openPage } from './page-window.ts';
import { SettingsFile, withRecent } from './settings.ts';
import { noteStarted } from './started.ts';
import { checkForUpdates } from './updates.ts';

app.setName('Ensemble');
app.enableSandbox();
const settings = new SettingsFile(join(app.getPath('userData'), 'shell.json'));
const folders = new Map<string, FolderWindow>();
let pending: JoinTarget | null = null;
let mayQuit = false;

function openFolder(folder: string, port = 0): boolean {
  const open = folders.get(folder);
  if (open) open.focus();
  else folders.set(folder, new FolderWindow(folder, port, settings, () => folders.delete(folder)));
  settings.update((all) => {
    all.recentFolders = withRecent(all.recentFolders, folder);
  });
  app.addRecentDocument(folder);
  buildMenu();
  return true;
}

async function chooseFolder(): Promise<boolean> {
  const { filePaths } = await dialog.showOpenDialog({ properties: ['openDirectory', 'createDirectory'] });
  return filePaths[0] !== undefined && openFolder(filePaths[0]);
}

function openInvite(target: JoinTarget | null): boolean {
  if (target) openPage({ ...target, guest: true, settings, boundsKey: 'guest' });
  return target !== null;
}

function launch({ folder, join: target, port }: Launch): void {
  if (target) openInvite(target);
  if (folder) openFolder(folder, port);
  if (target || folder) return;
  const [recent] = settings.current.recentFolders;
  if (recent) openFolder(recent);
  else void chooseFolder();
}

function buildMenu(): void {
  const actions = {
    run: (commandId: string) => BrowserWindow.getFocusedWindow()?.webContents.send(commandChannel, commandId),
    chooseFolder: () => void chooseFolder(),
    openFolder: (folder: string) => void openFolder(folder),
  };
  const template = menuTemplate(actions, settings.current.recentFolders, process.platform);
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** Our own page, in the top frame of its own window: not a guest's, not a frame inside. */
function isOwnPage({ sender, senderFrame }: IpcMainInvokeEvent): boolean {
  if (!senderFrame || senderFrame !== sender.mainFrame) return false;
  return [...folders.values()].some(({ contents, origin }) => contents === sender && origin === senderFrame.origin);
}

async function quit(): Promise<void> {
  for (const folder of [...folders.values()]) {
    if ((await folder.close()) !== 'end') return;
  }
  mayQuit = true;
  app.quit();
}

function start(): void {
  app.setAsDefaultProtocolClient('ensemble');
  app.on('second-instance', (_event, argv, workingDir) =>
    launch(readLaunch(ownArguments(argv, app.isPackaged), workingDir)),
  );
  app.on('open-url', (event, url) => {
    event.preventDefault();
    pending = parseDeepLink(url);
    if (app.isReady()) openInvite(pending);
  });
  app.on('activate', () =>
    folders.size > 0 ? [...folders.values()].at(-1)?.focus() : launch({ folder: null, join: null, port: 0 }),
  );
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin' && folders.size === 0) app.quit();
  });
  app.on('before-quit', (event) => {
    if (mayQuit || folders.size === 0) return;
    event.preventDefault();
    void quit();
  });
  answerCalls(
    {
      'folder.choose': chooseFolder,
      'folder.open': (folder) => openFolder(folder),
      'folder.recent': () => [...settings.current.recentFolders],
      'session.join': (link) => openInvite(parseInvite(link)),
      ...secretCalls(settings),
    },
    isOwnPage,
  );
  void app.whenReady().then(() => {
    noteStarted();
    buildMenu();
    const first = readLaunch(ownArguments(process.argv, app.isPackaged), process.cwd());
    launch({ ...first, join: first.join ?? pending });
    checkForUpdates();
  });
}

if (app.requestSingleInstanceLock()) start();
else app.quit();
