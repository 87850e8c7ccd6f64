import { EventEmitter } from 'node:events';
import type { Area } from '../lib/wire.ts';
import { machine, note, refusable, screen } from './channel.ts';
import { FakeWebContents } from './contents.ts';
import { faked, fakedClass } from './typed.ts';

/** Windows that are open. */
export const allWindows = new Set<FakeBrowserWindow>();
let lastId = 0;
let focused: FakeBrowserWindow | null = null;
/** Set by the app's fake: a window went. */
export const whenGone = { tell: (): void => undefined, isReady: (): boolean => false };

/** A window: its place and state here, its page in the test's Chromium. */
export class FakeBrowserWindow extends EventEmitter {
  readonly id = ++lastId;
  readonly webContents: Electron.WebContents;
  #bounds: Area;
  #title: string;
  #isVisible: boolean;
  #isMaximized = false;
  #isFullScreen: boolean;
  #isMinimized = false;
  #isDestroyed = false;
  #isMenuBarVisible = true;
  #background: string | null;
  #tellReady = (): void => {
    this.#tellReady = () => undefined;
    this.emit('ready-to-show');
  };

  readonly fake: { contents: FakeWebContents; tryClose: () => Promise<boolean> };

  static getAllWindows(): Electron.BrowserWindow[] {
    return [...allWindows].map(real);
  }
  static getFocusedWindow(): Electron.BrowserWindow | null {
    return focused && real(focused);
  }
  static fromWebContents(contents: Electron.WebContents): Electron.BrowserWindow | null {
    const found = [...allWindows].find(({ webContents }) => webContents === contents);
    return found ? real(found) : null;
  }
  static fromId(id: number): Electron.BrowserWindow | null {
    const found = windowOf(id);
    return found ? real(found) : null;
  }

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    if (!whenGone.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    const area = machine.displays[0] ?? { x: 0, y: 0, width: 1600, height: 1000 };
    const { width = 800, height = 600 } = options;
    const x = options.x ?? area.x + Math.round((area.width - width) / 2);
    const y = options.y ?? area.y + Math.round((area.height - height) / 2);
    this.#bounds = { x, y, width, height };
    this.#title = options.title ?? 'Electron';
    this.#isVisible = options.show !== false;
    this.#isFullScreen = options.fullscreen === true;
    this.#background = options.backgroundColor ?? null;
    if (options.autoHideMenuBar) this.#isMenuBarVisible = false;
    const contents = new FakeWebContents(this.id, options.webPreferences ?? {});
    contents.fake.onLoaded = () => this.#tellReady();
    this.fake = { contents, tryClose: () => this.#tryClose() };
    this.webContents = faked<Electron.WebContents>()(contents) as unknown as Electron.WebContents;
    screen.call('resize', this.id, width, height).catch(() => undefined);
    allWindows.add(this);
    if (this.#isVisible) focused = this;
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }
  reload(): void {
    this.webContents.reload();
  }
  show(): void {
    this.#isVisible = true;
    this.emit('show');
    this.focus();
  }
  showInactive(): void {
    this.#isVisible = true;
    this.emit('show');
  }
  hide(): void {
    this.#isVisible = false;
    this.emit('hide');
  }
  isVisible(): boolean {
    return this.#isVisible;
  }
  focus(): void {
    if (focused === this) return;
    focused?.emit('blur');
    focused = this;
    this.emit('focus');
  }
  isFocused(): boolean {
    return focused === this;
  }
  isMinimized(): boolean {
    return this.#isMinimized;
  }
  minimize(): void {
    this.#isMinimized = true;
    this.emit('minimize');
  }
  restore(): void {
    this.#isMinimized = false;
    this.emit('restore');
  }
  isMaximized(): boolean {
    return this.#isMaximized;
  }
  maximize(): void {
    this.#isMaximized = true;
    this.emit('maximize');
  }
  unmaximize(): void {
    this.#isMaximized = false;
    this.emit('unmaximize');
  }
  isFullScreen(): boolean {
    return this.#isFullScreen;
  }
  setFullScreen(on: boolean): void {
    this.#isFullScreen = on;
    this.emit(on ? 'enter-full-screen' : 'leave-full-screen');
  }
  getBounds(): Area {
    return { ...this.#bounds };
  }
  getNormalBounds(): Area {
    return { ...this.#bounds };
  }
  setBounds(bounds: Partial<Area>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
    screen.call('resize', this.id, this.#bounds.width, this.#bounds.height).catch(() => undefined);
    this.emit('resize');
    this.emit('move');
  }
  getTitle(): string {
    return this.#title;
  }
  setTitle(title: string): void {
    this.#title = title;
  }
  setRepresentedFilename(path: string): void {
    note('represented', path);
  }
  setDocumentEdited(edited: boolean): void {
    note('edited', edited);
  }
  setMenuBarVisibility(visible: boolean): void {
    this.#isMenuBarVisible = visible;
  }
  isMenuBarVisible(): boolean {
    return this.#isMenuBarVisible;
  }
  setAutoHideMenuBar(hide: boolean): void {
    if (hide) this.#isMenuBarVisible = false;
  }
  removeMenu(): void {
    this.#isMenuBarVisible = false;
  }
  setBackgroundColor(colour: string): void {
    this.#background = colour;
  }
  getBackgroundColor(): string {
    return this.#background ?? '#FFFFFF';
  }
  flashFrame(on: boolean): void {
    note('flash', on);
  }
  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
  close(): void {
    void this.#tryClose();
  }
  async #tryClose(): Promise<boolean> {
    const event = refusable({});
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    // A page that has crashed has nothing to say.
    if (!this.webContents.isCrashed() && !(await screen.call('close', this.id))) return false;
    this.destroy();
    return true;
  }
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.fake.contents.fake.isDestroyed = true;
    allWindows.delete(this);
    if (focused === this) focused = [...allWindows].at(-1) ?? null;
    screen.call('destroy', this.id).catch(() => undefined);
    this.webContents.emit('destroyed');
    this.emit('closed');
    whenGone.tell();
  }
}

function real(window: FakeBrowserWindow): Electron.BrowserWindow {
  return faked<Electron.BrowserWindow>()(window) as unknown as Electron.BrowserWindow;
}

export function windowOf(id: number): FakeBrowserWindow | undefined {
  return [...allWindows].find((window) => window.id === id);
}

export const BrowserWindow = fakedClass<typeof Electron.BrowserWindow>()(FakeBrowserWindow);
