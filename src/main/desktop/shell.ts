import { dirname } from 'node:path';
import { app, BrowserWindow, dialog } from 'electron';
import { canonical } from './command-line.ts';
import { type JoinTarget, parseInvite } from './deep-link.ts';
import { FolderWindow } from './folder-window.ts';
import { GuestWindow } from './guest-window.ts';
import { type SettingsFile, withRecent } from './settings.ts';
import { StartWindow } from './start-window.ts';
import { sendCommand } from './window-commands.ts';

/**
 * Everything that is open: folders with their hosts, and windows on other people's. Ends the app when nothing is left.
 */
export class Shell {
  readonly settings: SettingsFile;
  /** Called when something opened, closed, or has more or fewer guests. */
  readonly #onChange: () => void;
  readonly #folders = new Map<string, FolderWindow>();
  readonly #guests = new Set<GuestWindow>();
  readonly #starts = new Set<StartWindow>();
  #dialogs = 0;
  #quitting: Promise<void> | null = null;
  #mayQuit = false;
  #lastAct = (): void => app.quit();

  constructor(settings: SettingsFile, onChange: () => void) {
    this.settings = settings;
    this.#onChange = onChange;
  }

  get folders(): FolderWindow[] {
    return [...this.#folders.values()];
  }

  openFolder(path: string, port = 0): boolean {
    const folder = canonical(path);
    const open = this.#folders.get(folder);
    if (open) open.focus();
    else
      this.#folders.set(
        folder,
        new FolderWindow({
          folder,
          port,
          settings: this.settings,
          chooseAnother: () => this.chooseFolder(),
          onEnding: () => {
            this.#forget(folder);
            this.#onChange();
          },
          onGone: () => this.#gone(folder),
          onChange: this.#onChange,
        }),
      );
    this.settings.update((all) => {
      all.recentFolders = withRecent(all.recentFolders, folder);
      const open = all.openFolders.filter((each) => each !== folder && this.#folders.has(each));
      all.openFolders = [...open, folder];
    });
    app.addRecentDocument(folder);
    this.#onChange();
    return true;
  }

  async chooseFolder(): Promise<boolean> {
    this.#dialogs += 1;
    const options = { properties: ['openDirectory' as const, 'createDirectory' as const] };
    const parent = BrowserWindow.getFocusedWindow();
    const { filePaths } = await (parent
      ? dialog.showOpenDialog(parent, options)
      : dialog.showOpenDialog(options)
    ).finally(() => {
      this.#dialogs -= 1;
    });
    const isChosen = filePaths[0] !== undefined && this.openFolder(filePaths[0]);
    this.settle();
    return isChosen;
  }

  openInvite(target: JoinTarget | null): boolean {
    if (!target) return false;
    const open = [...this.#guests].find((guest) => guest.isFor(target));
    if (open) open.open(target);
    else
      this.#guests.add(
        new GuestWindow({
          target,
          settings: this.settings,
          onVisit: (guest) => this.#rememberVisit(guest),
          onGone: (guest) => {
            this.#guests.delete(guest);
            this.#forgetVisit(guest);
            this.settle();
          },
        }),
      );
    return true;
  }

  /** Shows a recording's file in the window that is in front, else in one of the file's own folder. */
  openRecording(path: string, port = 0): void {
    const front = BrowserWindow.getFocusedWindow();
    const open = this.folders.filter(({ isEnding }) => !isEnding);
    const place = open.find(({ window }) => window?.frame === front) ?? open.at(-1);
    if (place) place.focus();
    else this.openFolder(dirname(path), port);
    this.sendTo(place?.folder ?? canonical(dirname(path)), 'ensemble.recording.openFile', path);
  }

  /** Lets the person choose a recording's file; null where they did not. */
  async chooseRecording(): Promise<string | null> {
    const options = {
      properties: ['openFile' as const],
      filters: [{ name: 'Recordings', extensions: ['ensemble'] }],
    };
    const parent = BrowserWindow.getFocusedWindow();
    const { filePaths } = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options));
    return filePaths[0] ?? null;
  }

  /** Runs a command in a folder's page, once it is there. */
  sendTo(folder: string, commandId: string, argument: string): void {
    const window = this.#folders.get(folder)?.window;
    if (window) sendCommand(window.frame.webContents, commandId, argument);
  }

  /** Opens a window in which a folder is chosen. */
  newWindow(): void {
    const start: StartWindow = new StartWindow({
      settings: this.settings,
      chooseFolder: () => this.chooseFolder(),
      openFolder: (folder) => void this.openFolder(folder),
      onGone: () => {
        this.#starts.delete(start);
        this.settle();
      },
    });
    this.#starts.add(start);
  }

  /** Brings the newest window to the front; false where there is none. */
  focusLast(): boolean {
    const last = this.folders.at(-1) ?? [...this.#others].at(-1)?.window;
    last?.focus();
    return last !== undefined;
  }

  /** Windows without a host of ours. */
  get #others(): (GuestWindow | StartWindow)[] {
    return [...this.#starts, ...this.#guests];
  }

  /** Restores the windows of the last session. */
  restore(): void {
    const { openFolders, openSessions, recentFolders } = this.settings.current;
    const sessions = openSessions.flatMap((link) => parseInvite(link) ?? []);
    const isNothing = openFolders.length + sessions.length === 0;
    const folders = isNothing ? recentFolders.slice(0, 1) : [...openFolders];
    for (const folder of folders) this.openFolder(folder);
    for (const session of sessions) this.openInvite(session);
    if (folders.length + sessions.length === 0) void this.chooseFolder();
  }

  #rememberVisit({ returnLink }: GuestWindow): void {
    if (returnLink === null) return;
    const open = new Set([...this.#guests].map((guest) => guest.returnLink));
    this.settings.update((all) => {
      const others = all.openSessions.filter((each) => each !== returnLink && open.has(each));
      all.openSessions = [...others, returnLink];
    });
  }

  /** Forgets a session whose window was closed: the person has left it. A window that goes with the app comes back. */
  #forgetVisit({ returnLink }: GuestWindow): void {
    if (this.#quitting || this.#mayQuit) return;
    this.settings.update((all) => {
      all.openSessions = all.openSessions.filter((each) => each !== returnLink);
    });
  }

  /**
   * Forgets a folder that was closed while others stay; one that goes last, or with the app, comes back with the next
   * start.
   */
  #forget(folder: string): void {
    const { openFolders, openSessions } = this.settings.current;
    if (openFolders.length + openSessions.length < 2 || this.#quitting) return;
    this.settings.update((all) => {
      all.openFolders = all.openFolders.filter((each) => each !== folder);
    });
  }

  #gone(folder: string): void {
    this.#folders.delete(folder);
    this.#onChange();
    this.settle();
  }

  /** Ends the app when it has no window and no host left; on macOS it stays in the Dock. */
  settle(): void {
    if (process.platform === 'darwin' || this.#quitting || this.#dialogs > 0) return;
    if (this.#folders.size === 0 && this.#others.length === 0) app.quit();
  }

  /** Turns a wish to quit into closing everything open, one after the other, each asking at most once. */
  beforeQuit(event: { preventDefault(): void }): void {
    if (this.#mayQuit || (this.#folders.size === 0 && this.#others.length === 0)) return;
    event.preventDefault();
    this.#quitting ??= this.#quit().finally(() => {
      this.#quitting = null;
    });
  }

  async #quit(): Promise<void> {
    for (const other of this.#others) if (!(await other.close())) return;
    let isKept = false;
    for (const folder of this.folders) {
      const answer = await folder.close();
      if (answer === 'cancel') return;
      isKept ||= answer === 'keep';
    }
    if (isKept) return;
    this.#mayQuit = true;
    this.#lastAct();
  }

  /** Quits, with `last` at the end; where the person stays, nothing has happened. */
  quitThen(last: () => void): void {
    this.#lastAct = last;
    this.#quitting ??= this.#quit().finally(() => {
      this.#quitting = null;
      this.#lastAct = () => app.quit();
    });
  }

  /** Has pages check their connections at once after the machine has slept, not only when they would by themselves. */
  systemWakes(): void {
    for (const { window } of [...this.#folders.values(), ...this.#others])
      if (window?.hasPage) sendCommand(window.frame.webContents, 'ensemble.reconnect');
  }

  /** Ends with the system: nobody is asked, nothing stands in its way, and hosts finish up. */
  systemEnds(): void {
    this.#mayQuit = true;
    for (const { window } of [...this.#folders.values(), ...this.#others]) window?.letGo();
  }
}
