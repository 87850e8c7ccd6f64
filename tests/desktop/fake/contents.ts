import { EventEmitter } from 'node:events';
import { note, refusable, screen } from './channel.ts';
import { FakeSession, judgeCertificate, session } from './sessions.ts';

let lastId = 0;

/** Content of a window; the page itself is Chromium's, in the test's process. */
export class FakeWebContents extends EventEmitter {
  readonly id = ++lastId;
  readonly session: Electron.Session;
  readonly mainFrame: Electron.WebFrameMain;
  readonly #window: number;
  #url = '';
  #title = '';
  #isCrashed = false;
  #isLoading = false;
  #zoomLevel = 0;

  readonly fake = {
    openHandler: null as ((details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse) | null,
    onLoaded: (): void => undefined,
    isDestroyed: false,
    navigated: (url: string, title: string) => {
      this.#url = url;
      this.#title = title;
      this.#isCrashed = false;
    },
    crash: () => {
      this.#isCrashed = true;
      this.emit('render-process-gone', refusable({}), { reason: 'crashed', exitCode: 1 });
    },
  };

  constructor(window: number, preferences: Electron.WebPreferences) {
    super();
    this.#window = window;
    const { partition } = preferences;
    const own = preferences.session ?? (partition ? session.fromPartition(partition) : session.defaultSession);
    this.session = own;
    const contents = this;
    const frame: Partial<Electron.WebFrameMain> = {
      get url() {
        return contents.#url;
      },
      get origin() {
        return contents.#url === '' ? '' : new URL(contents.#url).origin;
      },
    };
    this.mainFrame = frame as Electron.WebFrameMain;
    const created = {
      partition: this.#own.fake.partition,
      preload: preferences.preload ?? null,
      arguments: preferences.additionalArguments ?? [],
      platform: process.platform,
    };
    screen.call('create', window, created).catch(() => undefined);
  }

  get #own(): FakeSession {
    if (this.session instanceof FakeSession) return this.session;
    throw new Error('A session that the fake did not make.');
  }

  async loadURL(url: string): Promise<void> {
    this.#isLoading = true;
    this.emit('did-start-loading');
    const verdict = await judgeCertificate(this.#own, url);
    const { code, words } =
      verdict === 0 ? await screen.call('load', this.#window, url) : { code: verdict, words: `ERR_CERT (${verdict})` };
    this.#isLoading = false;
    if (this.fake.isDestroyed) return;
    if (code !== 0) this.emit('did-fail-load', refusable({}), code, words, url, true, 1, 1);
    else this.emit('did-finish-load');
    this.emit('did-stop-loading');
    this.fake.onLoaded();
    if (code !== 0)
      throw Object.assign(new Error(`${words} (${code}) loading '${url}'`), { code: words, errno: code, url });
  }
  reload(): void {
    screen.call('reload', this.#window).catch(() => undefined);
  }
  reloadIgnoringCache(): void {
    this.reload();
  }
  getURL(): string {
    return this.#url;
  }
  getTitle(): string {
    return this.#title;
  }
  isDestroyed(): boolean {
    return this.fake.isDestroyed;
  }
  isCrashed(): boolean {
    return this.#isCrashed;
  }
  isLoading(): boolean {
    return this.#isLoading;
  }
  forcefullyCrashRenderer(): void {
    screen.call('crash', this.#window).catch(() => undefined);
  }
  send(channel: string, ...args: unknown[]): void {
    screen.call('send', this.#window, channel, args).catch(() => undefined);
  }
  executeJavaScript(code: string): Promise<unknown> {
    return screen.call('run', this.#window, code);
  }
  setWindowOpenHandler(handler: (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse): void {
    this.fake.openHandler = handler;
  }
  #edit(command: string): void {
    screen.call('edit', this.#window, command).catch(() => undefined);
  }
  undo(): void {
    this.#edit('undo');
  }
  redo(): void {
    this.#edit('redo');
  }
  cut(): void {
    this.#edit('cut');
  }
  copy(): void {
    this.#edit('copy');
  }
  paste(): void {
    this.#edit('paste');
  }
  selectAll(): void {
    this.#edit('selectAll');
  }
  setZoomLevel(level: number): void {
    this.#zoomLevel = level;
    note('zoomLevel', level);
  }
  getZoomLevel(): number {
    return this.#zoomLevel;
  }
  toggleDevTools(): void {
    note('devTools');
  }
  openDevTools(): void {
    note('devTools');
  }
  focus(): void {
    // Chromium's pages in tests have the focus by themselves.
  }
}
