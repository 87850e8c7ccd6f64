import { app } from 'electron';
import { AppWindow } from './app-window.ts';
import { type HostTrouble, openingPage, troublePage } from './folder-pages.ts';
import { askToRestart, askWhileShared, type Closing } from './folder-questions.ts';
import { hostCommand } from './host-command.ts';
import { startHostProcess } from './host-process.ts';
import { type HostProcess, HostSupervisor } from './host-supervisor.ts';
import { logOf } from './logs.ts';
import type { SettingsFile } from './settings.ts';

export interface FolderWindowOptions {
  folder: string;
  port: number;
  settings: SettingsFile;
  /** Lets the person choose another folder in place of this one; false where they did not. */
  chooseAnother(): Promise<boolean>;
  /** The folder is closing; its host finishes up. */
  onEnding(): void;
  /** Neither window nor host is left. */
  onGone(): void;
  /** Guests came or went, or the window did. */
  onChange(): void;
}

/** One open folder: its host, and the window on it. The host may outlive the window while guests are in. */
export class FolderWindow {
  readonly folder: string;
  readonly #options: FolderWindowOptions;
  readonly #host: HostSupervisor;
  #window: AppWindow | null = null;
  #url = '';
  #port: number;
  #closing: Promise<Closing> | null = null;
  #isEnding = false;

  constructor(options: FolderWindowOptions) {
    this.folder = options.folder;
    this.#options = options;
    this.#port = options.port || (options.settings.current.ports[options.folder] ?? 0);
    this.#host = new HostSupervisor({
      start: () => this.#startHost(),
      environment: { nowMs: Date.now, setTimer: setTimeout, clearTimer: (timer) => clearTimeout(Number(timer)) },
      onReady: (url) => this.#ready(url),
      onTrouble: (trouble) => this.#tell(trouble),
      onGuests: () => options.onChange(),
    });
    this.#showOpening(this.#open());
    this.#host.start();
  }

  get origin(): string | null {
    return this.#url ? new URL(this.#url).origin : null;
  }

  get window(): AppWindow | null {
    return this.#window;
  }

  /** True while its host finishes up for the last time. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  get guests(): number {
    return this.#host.guests;
  }

  /** Brings the folder to the front, with a new window if its last one was closed. */
  focus(): void {
    if (!this.#window && this.#isEnding) this.#showOpening(this.#open());
    else if (!this.#window) this.#open().showHostPage(this.#url);
    this.#window?.focus();
  }

  /** Ends the folder, or lets it run on without a window; asks once, and only while guests are in. */
  close(): Promise<Closing> {
    this.#closing ??= this.#close().finally(() => {
      this.#closing = null;
    });
    return this.#closing;
  }

  async #close(): Promise<Closing> {
    const answer = this.guests === 0 ? 'end' : await askWhileShared(this.guests, this.#window?.frame);
    if (answer === 'cancel' || !((await this.#window?.close()) ?? true)) return 'cancel';
    if (answer === 'end') await this.end();
    return answer;
  }

  /** Ends the host and whatever is left of the window, without a question. */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.#options.onEnding();
    this.#window?.frame.destroy();
    await this.#host.end();
    this.#isEnding = false;
    // The folder may have been opened again meanwhile.
    if (this.#window) this.#host.start();
    else this.#options.onGone();
  }

  #showOpening(window: AppWindow): void {
    window.showShellPage(openingPage(this.folder), (action) => this.#act(action));
  }

  #startHost(): HostProcess {
    const port = this.#port;
    // Another program may have the port by now: the next try, if there is one before the host is up, takes any.
    this.#port = 0;
    const input = { folder: this.folder, port, appDir: app.getAppPath() };
    const command = hostCommand({ ...input, electronPath: process.execPath, env: process.env });
    return startHostProcess(command, logOf(this.folder));
  }

  #open(): AppWindow {
    const window = new AppWindow({
      settings: this.#options.settings,
      boundsKey: this.folder,
      partition: 'persist:own',
      guest: false,
      pin: null,
      onClose: () => void this.close(),
      onClosed: () => {
        this.#window = null;
        this.#options.onChange();
      },
      onFailed: () => this.#tell({ is: 'slow' }),
    });
    this.#window = window;
    this.#options.onChange();
    return window;
  }

  #ready(url: string): void {
    const isSame = url === this.#url;
    this.#url = url;
    const port = Number(new URL(url).port);
    this.#port = port;
    this.#options.settings.update(({ ports }) => {
      ports[this.folder] = port;
    });
    // The page goes on by itself with a host that came back under its address.
    if (this.#window && !(isSame && this.#window.hasPage)) this.#window.showHostPage(url);
  }

  #tell(trouble: HostTrouble): void {
    if (this.#closing || !this.#window) return;
    if (!this.#window.hasPage)
      this.#window.showShellPage(troublePage(this.folder, trouble), (action) => this.#act(action));
    else if (trouble.is === 'given-up' || trouble.is === 'failed') void this.#offerRestart(trouble);
  }

  #act(action: string): void {
    if (action === 'close') void this.close();
    else if (action === 'choose') void this.#choose();
    else if (action === 'retry') {
      if (this.#window) this.#showOpening(this.#window);
      this.#host.start();
    }
  }

  async #choose(): Promise<void> {
    if (await this.#options.chooseAnother()) await this.close();
  }

  /** Asks over the page, which stays, with the text that was typed in it. */
  async #offerRestart(trouble: HostTrouble): Promise<void> {
    if (!this.#window) return;
    if (await askToRestart(this.#window.frame, troublePage(this.folder, trouble))) this.#host.start();
    else await this.close();
  }
}
