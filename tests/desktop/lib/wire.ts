/** A machine, as far as the app can see it. */
export interface Machine {
  platform: NodeJS.Platform;
  /** The folder that holds the app's `src`, where the app is a packaged one; else it runs from the sources. */
  packaged: string | null;
  /** Folder beside a packaged app, with files such as the address of updates. */
  resources: string | null;
  displays: Area[];
  /** Whether the system's key store is there. */
  keyStore: boolean;
  darkTheme: boolean;
  /** A link or a file that the system hands over before the app is ready, as macOS does. */
  openUrl: string | null;
  openFile: string | null;
}

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A window that Chromium shall show. */
export interface NewWindow {
  partition: string;
  preload: string | null;
  arguments: string[];
  platform: string;
}

/** One item of a native menu, or of a tray's or a context menu. */
export interface MenuEntry {
  label: string;
  role: string | null;
  type: string;
  accelerator: string | null;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  submenu: MenuEntry[] | null;
}

/** A window, as its app knows it. */
export interface WindowFacts {
  id: number;
  title: string;
  url: string;
  bounds: Area;
  visible: boolean;
  focused: boolean;
  maximized: boolean;
  fullScreen: boolean;
  background: string | null;
  menuBarVisible: boolean;
}

/** Outcome of loading a page. */
export interface Loaded {
  /** Chromium's code; 0 where it came. */
  code: number;
  words: string;
}

/** An event outside the windows: opened in the browser, shown as a notification, … */
export interface Note {
  kind: string;
  value: unknown;
}

/** Functions of the test's side, for the app's process. */
export interface ScreenCalls {
  create(window: number, options: NewWindow): void;
  load(window: number, url: string): Promise<Loaded>;
  reload(window: number): void;
  /** Closes a page as a person does; answers whether it is gone, and not held by its `beforeunload`. */
  close(window: number): Promise<boolean>;
  destroy(window: number): void;
  send(window: number, channel: string, args: unknown[]): void;
  run(window: number, code: string): Promise<unknown>;
  edit(window: number, command: string): void;
  crash(window: number): void;
  resize(window: number, width: number, height: number): void;
  /** A dialog of the system; the answer is the test's. */
  ask(kind: string, options: unknown, window: number | null): Promise<unknown>;
  note(kind: string, value: unknown): void;
  second(argv: string[], workingDir: string, data: unknown): void;
}

/** A page's request to the shell of which Chromium does not know by itself. */
export interface PageAsk {
  isMainFrame: boolean;
  url: string;
}

/** Functions of the app's process, for the test. */
export interface AppCalls {
  emitApp(event: string, ...args: unknown[]): void;
  quit(): void;
  menu(): MenuEntry[];
  clickMenu(path: string[]): void;
  /** The last context menu that was shown, and the tray's. */
  contextMenu(): MenuEntry[] | null;
  clickContextMenu(path: string[]): void;
  trayMenu(): MenuEntry[] | null;
  /** Clicks the tray's item itself, with the left button. */
  clickTrayIcon(): void;
  clickTray(path: string[]): void;
  windows(): WindowFacts[];
  closeWindow(window: number): void;
  setBounds(window: number, bounds: Area): void;
  setFullScreen(window: number, on: boolean): void;
  maximize(window: number, on: boolean): void;
  focusWindow(window: number): void;
  emitWindow(window: number, event: string, ...args: unknown[]): void;
  emitContents(window: number, event: string, ...args: unknown[]): void;
  invoke(window: number, ask: PageAsk, channel: string, args: unknown[]): unknown;
  permission(window: number, ask: PageAsk, permission: string, details: Record<string, unknown>): Promise<boolean>;
  mayNow(window: number, ask: PageAsk, permission: string): boolean;
  displayMedia(window: number, ask: PageAsk): Promise<string | null>;
  readClipboard(): string;
  writeClipboard(text: string): void;
  opens(window: number, url: string): 'allow' | 'deny';
  /** Whether a page may go somewhere. */
  navigates(window: number, event: 'will-navigate' | 'will-redirect' | 'will-frame-navigate', ask: PageAsk): boolean;
  /** Whether a page goes though it asked not to. */
  unloadsAnyway(window: number): boolean;
  navigated(window: number, url: string, title: string): void;
  crashed(window: number): void;
  power(event: string): void;
  displays(areas: Area[]): void;
  clickNotification(title: string): void;
  update(event: string, ...args: unknown[]): void;
}
