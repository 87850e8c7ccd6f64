import { app, type BrowserWindow, dialog } from 'electron';
import { hostCommand } from './host-command.ts';
import { startHostProcess } from './host-process.ts';
import { type HostProcess, HostSupervisor } from './host-supervisor.ts';
import { hasPage, openPage, showPage } from './page-window.ts';
import type { SettingsFile } from './settings.ts';

const closingChoices = ['Keep Running in the Background', 'End the Session', 'Cancel'];

/** One open folder: its host, and the window on it. The host may outlive the window while guests are in. */
export class FolderWindow {
  readonly folder: string;
  readonly #settings: SettingsFile;
  readonly #onGone: () => void;
  readonly #host: HostSupervisor;
  #window: BrowserWindow | null = null;
  #url = '';
  #port: number;

  constructor(folder: string, port: number, settings: SettingsFile, onGone: () => void) {
    this.folder = folder;
    this.#settings = settings;
    this.#onGone = onGone;
    this.#port = port || (settings.current.ports[folder] ?? 0);
    this.#host = new HostSupervisor({
      start: () => this.#startHost(),
      environment: { nowMs: Date.now, setTimer: setTimeout, clearTimer: (timer) => clearTimeout(Number(timer)) },
      onReady: (url) => this.#show(url),
      onGivenUp: (output) => void this.#offerRestart(output),
    });
    this.#host.start();
  }

  get origin(): string | null {
    return this.#url ? new URL(this.#url).origin : null;
  }

  get contents(): Electron.WebContents | null {
    return this.#window?.webContents ?? null;
  }

  /** Brings the folder to the front, with a new window if its last one was closed. */
  focus(): void {
    if (!this.#window && this.#url) this.#show(this.#url);
    this.#window?.show();
    this.#window?.focus();
  }

  /** Ends the folder, or lets it run on without a window; asks only while guests are in. */
  async close(): Promise<'end' | 'keep' | 'cancel'> {
    const answer = this.#host.guests === 0 ? 'end' : await this.#askWhileShared(this.#host.guests);
    if (answer === 'end') await this.#end();
    else if (answer === 'keep') this.#window?.destroy();
    return answer;
  }

  async #end(): Promise<void> {
    await this.#host.end();
    this.#window?.destroy();
    this.#onGone();
  }

  async #askWhileShared(guests: number): Promise<'end' | 'keep' | 'cancel'> {
    const question = {
      type: 'question' as const,
      message: `${guests === 1 ? 'One guest is' : `${guests} guests are`} working in this folder.`,
      detail: 'In the background the session goes on without this window; opening the folder again brings it back.',
      buttons: closingChoices,
      cancelId: 2,
    };
    const { response } = await (this.#window
      ? dialog.showMessageBox(this.#window, question)
      : dialog.showMessageBox(question));
    return (['keep', 'end', 'cancel'] as const)[response] ?? 'cancel';
  }

  #startHost(): HostProcess {
    const port = this.#port;
    // Somebody else may have the port by now: the next try, if there is one before the host is up, takes any.
    this.#port = 0;
    const input = { folder: this.folder, port, appDir: app.getAppPath() };
    return startHostProcess(hostCommand({ ...input, electronPath: process.execPath, env: process.env }));
  }

  #show(url: string): void {
    const isSame = url === this.#url;
    this.#url = url;
    const port = Number(new URL(url).port);
    this.#port = port;
    this.#settings.update(({ ports }) => {
      ports[this.folder] = port;
    });
    if (this.#window) {
      // The page goes on by itself with a host that came back under its address.
      if (!isSame || !hasPage(this.#window)) showPage(this.#window, url, null);
      return;
    }
    const window = openPage({ url, pin: null, guest: false, settings: this.#settings, boundsKey: this.folder });
    this.#window = window;
    window.on('close', (event) => {
      event.preventDefault();
      void this.close();
    });
    window.on('closed', () => {
      this.#window = null;
    });
  }

  async #offerRestart(output: string): Promise<void> {
    const { response } = await dialog.showMessageBox({
      type: 'error',
      message: `The host of ${this.folder} keeps stopping.`,
      detail: `What is saved is safe; unsaved text is kept and comes back with the host.\n\n${output.slice(-1000)}`,
      buttons: ['Try Again', 'Close'],
    });
    if (response === 0) this.#host.start();
    else await this.#end();
  }
}
