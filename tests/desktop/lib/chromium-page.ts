import { readFileSync } from 'node:fs';
import type { BrowserContext, CDPSession, Dialog, Frame, Page } from '@playwright/test';
import { pageSide } from './page-side.ts';
import type { Peer } from './peer.ts';
import type { AppCalls, Loaded, NewWindow, PageAsk, ScreenCalls } from './wire.ts';

const unresponsiveAfterMs = 5_000;
const aborted = -3;
const failed = -2;
const codes: Record<string, number> = {
  ERR_ABORTED: aborted,
  ERR_CONNECTION_RESET: -101,
  ERR_CONNECTION_REFUSED: -102,
  ERR_NAME_NOT_RESOLVED: -105,
  ERR_ADDRESS_UNREACHABLE: -109,
  ERR_EMPTY_RESPONSE: -324,
};

/** One window's page in Chromium; after a crash a new one stands in its place. */
export class ChromiumPage {
  readonly #id: number;
  readonly #app: Peer<AppCalls, ScreenCalls>;
  readonly #context: Promise<BrowserContext>;
  readonly #options: NewWindow;
  #page: Promise<Page>;
  #devTools: CDPSession | null = null;
  #current: Page | null = null;
  #isCrashed = false;
  #isLoading = false;
  #isGone = false;
  #lastUrl = 'about:blank';
  #onHeld: () => void = () => undefined;
  /** Errors of the page itself. */
  readonly errors: string[] = [];

  constructor(id: number, app: Peer<AppCalls, ScreenCalls>, context: Promise<BrowserContext>, options: NewWindow) {
    this.#id = id;
    this.#app = app;
    this.#context = context;
    this.#options = options;
    this.#page = this.#make();
    this.#page.catch(() => undefined);
  }

  get page(): Promise<Page> {
    return this.#page;
  }

  async #make(): Promise<Page> {
    const context = await this.#context;
    const page = await context.newPage();
    this.#current = page;
    this.#isCrashed = false;
    page.on('pageerror', (error) => this.errors.push(String(error.stack)));
    page.on('dialog', (dialog) => void this.#answerDialog(dialog).catch(() => undefined));
    page.on('popup', (popup) => void this.#refusePopup(popup).catch(() => undefined));
    page.on('crash', () => {
      this.#isCrashed = true;
      this.#tell('crashed', this.#id);
    });
    page.on('framenavigated', (frame) => void this.#navigated(frame).catch(() => undefined));
    const { preload, platform, arguments: argv } = this.#options;
    await page.exposeBinding('__desktopAsk', ({ frame }, name: string, args: unknown[]) =>
      this.#answer({ isMainFrame: frame === page.mainFrame(), url: frame.url() }, name, args),
    );
    await page.addInitScript(pageSide, { platform, argv });
    if (preload !== null) {
      const script = readFileSync(preload, 'utf8');
      await page.addInitScript({
        content: `if (window === window.top) { const { require, process } = globalThis.__desktopPreload;
          ((module, exports) => { ${script}\n })({ exports: {} }, {}); }`,
      });
    }
    await this.#watchNavigations(page, context);
    return page;
  }

  /** Holds each document's request until the shell has said whether the page may go there. */
  async #watchNavigations(page: Page, context: BrowserContext): Promise<void> {
    const devTools = await context.newCDPSession(page);
    this.#devTools = devTools;
    const { frameTree } = await devTools.send('Page.getFrameTree');
    devTools.on('Fetch.requestPaused', ({ requestId, request, frameId, redirectedRequestId }) => {
      const isMainFrame = frameId === frameTree.frame.id;
      const name = !isMainFrame ? 'will-frame-navigate' : redirectedRequestId ? 'will-redirect' : 'will-navigate';
      const byShell = isMainFrame && this.#isLoading && name === 'will-navigate';
      const ask = { isMainFrame, url: request.url };
      const may = byShell ? Promise.resolve(true) : this.#app.call('navigates', this.#id, name, ask);
      const go = (goes: boolean) =>
        goes
          ? devTools.send('Fetch.continueRequest', { requestId })
          : devTools.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      void may.then(go, () => go(false)).catch(() => undefined);
    });
    await devTools.send('Fetch.enable', { patterns: [{ resourceType: 'Document', requestStage: 'Request' }] });
  }

  #tell<K extends keyof AppCalls & string>(name: K, ...args: Parameters<AppCalls[K]>): void {
    this.#app.call(name, ...args).catch(() => undefined);
  }

  #answer(ask: PageAsk, name: string, args: unknown[]): unknown {
    const [first, second] = args;
    const id = this.#id;
    if (name === 'invoke') return this.#app.call('invoke', id, ask, String(first), second as unknown[]);
    if (name === 'permission')
      return this.#app.call('permission', id, ask, String(first), second as Record<string, unknown>);
    if (name === 'mayNow') return this.#app.call('mayNow', id, ask, String(first));
    if (name === 'displayMedia') return this.#app.call('displayMedia', id, ask);
    if (name === 'readClipboard') return this.#app.call('readClipboard');
    if (name === 'writeClipboard') return this.#app.call('writeClipboard', String(first));
    if (name === 'opens') return this.#app.call('opens', id, String(first));
    if (name === 'input') return this.#app.call('emitContents', id, 'input-event', { type: first });
    if (name === 'contextMenu') return this.#app.call('emitContents', id, 'context-menu', first);
    if (name === 'themeColour') return this.#app.call('emitContents', id, 'did-change-theme-color', first);
    return undefined;
  }

  async #answerDialog(dialog: Dialog): Promise<void> {
    if (dialog.type() !== 'beforeunload') return dialog.accept();
    if (await this.#app.call('unloadsAnyway', this.#id)) return dialog.accept();
    await dialog.dismiss();
    this.#onHeld();
  }

  async #refusePopup(popup: Page): Promise<void> {
    await popup.waitForURL(/./, { waitUntil: 'commit' });
    this.#tell('opens', this.#id, popup.url());
    await popup.close();
  }

  async #navigated(frame: Frame): Promise<void> {
    const page = frame.page();
    if (frame !== page.mainFrame() || frame.url().startsWith('chrome-error:')) return;
    this.#lastUrl = frame.url();
    this.#tell('navigated', this.#id, frame.url(), '');
    await page.waitForLoadState('domcontentloaded');
    this.#tell('navigated', this.#id, frame.url(), await page.title());
  }

  async load(url: string): Promise<Loaded> {
    if (this.#isCrashed) this.#page = this.#make();
    const page = await this.#page;
    this.#isLoading = true;
    try {
      await page.goto(url, { waitUntil: 'load' });
      return { code: 0, words: '' };
    } catch (thrown) {
      const words = /net::(ERR_\w+)/.exec(String(thrown))?.[1] ?? 'ERR_ABORTED';
      return { code: codes[words] ?? failed, words };
    } finally {
      this.#isLoading = false;
    }
  }

  async reload(): Promise<void> {
    const page = await this.#page;
    // The same address again would only go to its fragment.
    if (this.#isCrashed || page.isClosed()) await this.load(this.#lastUrl);
    else await page.reload({ waitUntil: 'commit' }).catch(() => undefined);
  }

  /** Closes it as a person does; answers whether it is gone, and not held by the page. */
  async close(): Promise<boolean> {
    const page = await this.#page;
    if (page.isClosed()) return true;
    const unresponsive = setTimeout(() => this.#tell('emitWindow', this.#id, 'unresponsive'), unresponsiveAfterMs);
    const closed = new Promise<boolean>((done) => page.once('close', () => done(true)));
    const held = new Promise<boolean>((done) => {
      this.#onHeld = () => done(false);
    });
    await page.close({ runBeforeUnload: true });
    const isClosed = await Promise.race([closed, held]);
    clearTimeout(unresponsive);
    return isClosed;
  }

  async destroy(): Promise<void> {
    if (this.#isGone) return;
    this.#isGone = true;
    const page = await this.#page.catch(() => this.#current);
    await page?.close().catch(() => undefined);
  }

  async send(channel: string, args: unknown[]): Promise<void> {
    const page = await this.#page;
    await page.evaluate(
      ([name, values]) => {
        const emit: unknown = Reflect.get(globalThis, '__desktopEmit');
        if (typeof emit === 'function') emit(name, values);
      },
      [channel, args] as const,
    );
  }

  async run(code: string): Promise<unknown> {
    return (await this.#page).evaluate(code);
  }

  async edit(command: string): Promise<void> {
    await this.#page;
    const key = { type: 'rawKeyDown' as const, commands: [command] };
    await this.#devTools?.send('Input.dispatchKeyEvent', key);
  }

  async crash(): Promise<void> {
    const page = await this.#page;
    const gone = page.waitForEvent('crash');
    void this.#devTools?.send('Page.crash').catch(() => undefined);
    await gone;
  }

  async resize(width: number, height: number): Promise<void> {
    const page = await this.#page;
    // As large as the screen means full screen to the workbench.
    await page.setViewportSize({ width: Math.min(width, 1580), height: Math.min(height, 980) });
  }
}
