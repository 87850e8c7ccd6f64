import { EventEmitter } from 'node:events';
import { handlers, machine, note } from './channel.ts';
import { clickIn, type FakeMenu, fakeOf, treeOf } from './menus.ts';
import { faked, fakedClass } from './typed.ts';

export const shell = faked<Electron.Shell>()({
  openExternal: async (url: string) => note('openExternal', url),
  openPath: async (path: string) => {
    note('openPath', path);
    return '';
  },
  showItemInFolder: (path: string) => note('showItemInFolder', path),
  beep: () => note('beep'),
});

let clipboardText = '';
export const clipboard = faked<Electron.Clipboard>()({
  readText: async () => clipboardText,
  writeText: async (text: string) => {
    clipboardText = text;
  },
});
handlers.readClipboard = () => clipboardText;
handlers.writeClipboard = (text) => {
  clipboardText = text;
};

class FakeScreen extends EventEmitter {
  #areas = machine.displays;
  readonly fake = {
    change: (areas: Machine['displays']) => {
      this.#areas = areas;
      this.emit('display-removed', {}, {});
      this.emit('display-metrics-changed', {}, {}, ['workArea']);
    },
  };
  getAllDisplays(): Electron.Display[] {
    return this.#areas.map((area, id) => ({ id, bounds: area, workArea: area, scaleFactor: 1 }) as Electron.Display);
  }
  getPrimaryDisplay(): Electron.Display {
    return this.getAllDisplays()[0]!;
  }
  getDisplayMatching({ x, y }: Electron.Rectangle): Electron.Display {
    const inside = ({ workArea: area }: Electron.Display) =>
      x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;
    return this.getAllDisplays().find(inside) ?? this.getPrimaryDisplay();
  }
}
type Machine = typeof machine;
export const screen = faked<Electron.Screen>()(new FakeScreen());
handlers.displays = (areas) => screen.fake.change(areas);

export const safeStorage = faked<Electron.SafeStorage>()({
  isEncryptionAvailable: () => machine.keyStore,
  encryptString: (text: string) => Buffer.from(`sealed:${text}`),
  decryptString: (sealed: Buffer) => {
    const text = sealed.toString();
    if (!text.startsWith('sealed:')) throw new Error('Error while decrypting the ciphertext provided to safeStorage.');
    return text.slice('sealed:'.length);
  },
});

class FakeTheme extends EventEmitter {
  themeSource: 'system' | 'light' | 'dark' = 'system';
  get shouldUseDarkColors(): boolean {
    return machine.darkTheme;
  }
}
export const nativeTheme = faked<Electron.NativeTheme>()(new FakeTheme());

export const powerMonitor = faked<Electron.PowerMonitor>()(new EventEmitter());
handlers.power = (event) => void powerMonitor.emit(event);

const blockers = new Set<number>();
let lastBlocker = 0;
export const powerSaveBlocker = faked<Electron.PowerSaveBlocker>()({
  start: (type: string) => {
    blockers.add(++lastBlocker);
    note('powerSaveBlocker', type);
    return lastBlocker;
  },
  stop: (id: number) => {
    note('powerSaveBlocker', null);
    return blockers.delete(id);
  },
  isStarted: (id: number) => blockers.has(id),
});

export const systemPreferences = faked<Electron.SystemPreferences>()(
  Object.assign(new EventEmitter(), {
    askForMediaAccess: async (kind: 'microphone' | 'camera') => {
      note('askForMediaAccess', kind);
      return true;
    },
    getMediaAccessStatus: () => 'not-determined' as const,
  }),
);

const dot = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
const thumbnail = { toDataURL: () => dot };
const sources = ['Entire screen', 'Notes'].map((name, at) => ({ id: `screen:${at}:0`, name, thumbnail }));
export const desktopCapturer = faked<Electron.DesktopCapturer>()({
  getSources: async () => sources as unknown as Electron.DesktopCapturerSource[],
});

const shown: FakeNotification[] = [];
class FakeNotification extends EventEmitter {
  readonly title: string;
  readonly body: string;
  constructor({ title = '', body = '' }: Electron.NotificationConstructorOptions = {}) {
    super();
    this.title = title;
    this.body = body;
  }
  static isSupported(): boolean {
    return true;
  }
  show(): void {
    shown.push(this);
    note('notification', { title: this.title, body: this.body });
  }
  close(): void {
    this.emit('close', {});
  }
}
export const Notification = fakedClass<typeof Electron.Notification>()(FakeNotification);
handlers.clickNotification = (title) => {
  const found = shown.findLast((each) => each.title === title);
  if (!found) throw new Error(`No notification "${title}" was shown.`);
  found.emit('click', {});
};

let tray: FakeTray | null = null;
class FakeTray extends EventEmitter {
  readonly fake = { menu: null as FakeMenu | null };
  constructor(_image: unknown) {
    super();
    tray = this;
    note('tray', true);
  }
  setContextMenu(menu: Electron.Menu | null): void {
    this.fake.menu = menu && fakeOf(menu);
  }
  popUpContextMenu(): void {
    note(
      'trayPopUp',
      treeOf(this.fake.menu).map(({ label }) => label),
    );
  }
  setToolTip(words: string): void {
    note('trayWords', words);
  }
  setTitle(words: string): void {
    note('trayTitle', words);
  }
  destroy(): void {
    if (tray === this) tray = null;
    note('tray', false);
  }
  isDestroyed(): boolean {
    return tray !== this;
  }
}
export const Tray = fakedClass<typeof Electron.Tray>()(FakeTray);
handlers.trayMenu = () => tray && treeOf(tray.fake.menu);
handlers.clickTrayIcon = () => void tray?.emit('click', {});
handlers.clickTray = (path) => clickIn(tray?.fake.menu ?? null, path);

const image = { isEmpty: () => false, resize: () => image, setTemplateImage: () => undefined };
const nativeImageParts = {
  createFromPath: (_path: string) => image as unknown as Electron.NativeImage,
  createEmpty: () => image as unknown as Electron.NativeImage,
};
export const nativeImage = faked<typeof Electron.nativeImage>()(nativeImageParts);
