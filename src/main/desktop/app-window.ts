import { randomUUID } from 'node:crypto';
import type { BrowserWindow } from 'electron';
import { guardPages, guardSession } from './page-guard.ts';
import { askToReload, crashedPage } from './page-troubles.ts';
import { Permissions } from './permissions.ts';
import { type ShellPage, shellAction, shellPageUrl } from './shell-page.ts';
import { closePage } from './window-closing.ts';
import { type FrameOptions, openFrame } from './window-frame.ts';

/** Chromium's code for a navigation that was given up: the page before it stays. */
const aborted = -3;

/** Content of a window: a page of the shell, or a host's; never any other. */
type Shown =
  | { is: 'shell'; mark: string; act: (action: string) => void }
  | { is: 'host'; url: string; permissions: Permissions };

const nothing: Shown = { is: 'shell', mark: '', act: () => undefined };

export interface AppWindowOptions extends FrameOptions {
  /** Certificate that the window's host must show; null where the usual authorities decide. */
  pin: string | null;
  /** The person wants the window closed. */
  onClose(): void;
  onClosed(): void;
  /** A host's page failed to load. */
  onFailed(code: number): void;
}

/** One window, with the page that it shows now. */
export class AppWindow {
  readonly frame: BrowserWindow;
  readonly #options: AppWindowOptions;
  #shown: Shown = nothing;
  #isLoaded = false;
  #mayClose = false;
  #closing: Promise<boolean> | null = null;
  #hangs: AbortController | null = null;

  constructor(options: AppWindowOptions) {
    this.#options = options;
    this.frame = openFrame(options);
    const contents = this.frame.webContents;
    guardSession(contents.session, options.pin);
    guardPages(contents, () => ({
      origin: this.#shown.is === 'host' ? new URL(this.#shown.url).origin : 'null',
      guest: options.guest,
      permissions: this.#shown.is === 'host' ? this.#shown.permissions : null,
      takes: (target) => this.#takes(target),
    }));
    contents.on('did-navigate', (_event, url) => {
      this.#isLoaded = this.#shown.is === 'host' && URL.parse(url)?.origin === new URL(this.#shown.url).origin;
    });
    contents.on('did-fail-load', (_event, code, _words, _url, isMainFrame) => {
      if (!isMainFrame || code === aborted || this.#shown.is !== 'host') return;
      this.#isLoaded = false;
      options.onFailed(code);
    });
    contents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') setImmediate(() => this.#offerReload());
    });
    this.frame.on('unresponsive', () => void this.#offerWait());
    this.frame.on('responsive', () => this.#hangs?.abort());
    this.frame.on('close', (event) => {
      if (this.#mayClose) return;
      event.preventDefault();
      options.onClose();
    });
    this.frame.on('closed', () => {
      this.#hangs?.abort();
      options.onClosed();
    });
  }

  /** True if it shows a host's page, alive: not the error page of a host that was away, nor a crashed page. */
  get hasPage(): boolean {
    return this.#shown.is === 'host' && this.#isLoaded && !this.frame.webContents.isCrashed();
  }

  /** Address of the host's page, where it shows one. */
  get url(): string | null {
    return this.#shown.is === 'host' ? this.#shown.url : null;
  }

  showShellPage(page: ShellPage, act: (action: string) => void): void {
    const mark = randomUUID();
    this.#shown = { is: 'shell', mark, act };
    this.frame.loadURL(shellPageUrl(page, mark, this.#options.settings.current.background)).catch(() => undefined);
  }

  /** Shows a host's page; also that of a host that came back at another address. */
  showHostPage(url: string): void {
    const { settings, guest, pin } = this.#options;
    const { origin, host } = new URL(url);
    const key = pin === null ? host : `${host} ${pin}`;
    const permissions = new Permissions({ window: this.frame, settings, origin, guest, host: key });
    this.#shown = { is: 'host', url, permissions };
    this.#isLoaded = false;
    this.frame.loadURL(url).catch(() => undefined);
  }

  focus(): void {
    if (this.frame.isMinimized()) this.frame.restore();
    this.frame.show();
    this.frame.focus();
  }

  /** Lets the page go and closes the window; false where the person stays because of unsaved work. */
  close(): Promise<boolean> {
    this.#closing ??= this.#close().finally(() => {
      this.#closing = null;
    });
    return this.#closing;
  }

  async #close(): Promise<boolean> {
    if (this.frame.isDestroyed()) return true;
    this.#mayClose = true;
    const isClosed = await closePage(this.frame, this.#options.guest || this.#shown.is === 'shell');
    this.#mayClose = isClosed;
    return isClosed;
  }

  /** Closes without asking, when the system ends: the window goes when it is told to. */
  letGo(): void {
    this.#mayClose = true;
    this.frame.webContents.on('will-prevent-unload', (event) => event.preventDefault());
  }

  #takes(target: string): boolean {
    if (this.#shown.is !== 'shell') return false;
    const action = shellAction(target, this.#shown.mark);
    if (action !== null) this.#shown.act(action);
    return action !== null;
  }

  #offerReload(): void {
    const { url } = this;
    if (url === null || this.frame.isDestroyed()) return;
    this.showShellPage(crashedPage, (action) => {
      if (action === 'reload') this.showHostPage(url);
      else this.#options.onClose();
    });
  }

  async #offerWait(): Promise<void> {
    if (this.#hangs || this.#mayClose) return;
    this.#hangs = new AbortController();
    const reloads = await askToReload(this.frame, this.#hangs.signal);
    this.#hangs = null;
    const { url } = this;
    if (!reloads || this.frame.isDestroyed() || url === null) return;
    this.#shown = nothing;
    this.frame.webContents.once('render-process-gone', () => setImmediate(() => this.showHostPage(url)));
    this.frame.webContents.forcefullyCrashRenderer();
  }
}
