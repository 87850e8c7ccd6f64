import type { MenuEntry } from '../lib/wire.ts';
import { app } from './application.ts';
import { handlers, note } from './channel.ts';
import { fakedClass } from './typed.ts';
import { FakeBrowserWindow } from './windows.ts';

type Template = Electron.MenuItemConstructorOptions;

/** Words of the items that have only a role, and what they do to the focused window. */
const roles: Record<string, { label: string; act?: (window: Electron.BrowserWindow | null) => void }> = {
  about: { label: 'About Ensemble', act: () => app.showAboutPanel() },
  quit: { label: 'Quit', act: () => app.quit() },
  close: { label: 'Close Window', act: (window) => window?.close() },
  minimize: { label: 'Minimize', act: (window) => window?.minimize() },
  zoom: { label: 'Zoom' },
  front: { label: 'Bring All to Front' },
  hide: { label: 'Hide' },
  hideothers: { label: 'Hide Others' },
  unhide: { label: 'Show All' },
  services: { label: 'Services' },
  reload: { label: 'Reload', act: (window) => window?.webContents.reload() },
  forcereload: { label: 'Force Reload', act: (window) => window?.webContents.reloadIgnoringCache() },
  toggledevtools: { label: 'Toggle Developer Tools', act: (window) => window?.webContents.toggleDevTools() },
  togglefullscreen: {
    label: 'Toggle Full Screen',
    act: (window) => window?.setFullScreen(!window.isFullScreen()),
  },
  resetzoom: { label: 'Actual Size', act: (window) => window?.webContents.setZoomLevel(0) },
  zoomin: { label: 'Zoom In', act: (window) => zoom(window, 0.5) },
  zoomout: { label: 'Zoom Out', act: (window) => zoom(window, -0.5) },
  undo: { label: 'Undo', act: (window) => window?.webContents.undo() },
  redo: { label: 'Redo', act: (window) => window?.webContents.redo() },
  cut: { label: 'Cut', act: (window) => window?.webContents.cut() },
  copy: { label: 'Copy', act: (window) => window?.webContents.copy() },
  paste: { label: 'Paste', act: (window) => window?.webContents.paste() },
  selectall: { label: 'Select All', act: (window) => window?.webContents.selectAll() },
  recentdocuments: { label: 'Open Recent' },
  appmenu: { label: 'Ensemble' },
  editmenu: { label: 'Edit' },
  viewmenu: { label: 'View' },
  windowmenu: { label: 'Window' },
  filemenu: { label: 'File' },
  help: { label: 'Help' },
};

function zoom(window: Electron.BrowserWindow | null, by: number): void {
  window?.webContents.setZoomLevel(window.webContents.getZoomLevel() + by);
}

const separator: Template = { type: 'separator' };
/** Items that Electron itself puts below a role that is a whole menu. */
const roleMenus: Record<string, Template[]> = {
  appmenu: [{ role: 'about' }, separator, { role: 'services' }, separator, { role: 'hide' }, { role: 'quit' }],
  windowmenu: [{ role: 'minimize' }, { role: 'zoom' }, separator, { role: 'front' }],
};
const modifiers = /^(Command|Cmd|Control|Ctrl|CommandOrControl|CmdOrCtrl|Alt|Option|AltGr|Shift|Super|Meta)$/;

function checkAccelerator(accelerator: string): void {
  const keys = accelerator.split('+').filter((key) => key !== '');
  const rest = keys.filter((key) => !modifiers.test(key));
  if (rest.length > 1) throw new Error(`Electron does not understand the accelerator ${accelerator}.`);
}

/** An item, with what Electron fills in by its role. */
class FakeMenuItem {
  readonly label: string;
  readonly role: string | undefined;
  readonly type: string;
  readonly accelerator: string | undefined;
  readonly submenu: FakeMenu | undefined;
  readonly id: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  readonly fake: { click: () => void };

  constructor(options: Template) {
    const role = options.role?.toLowerCase();
    if (role !== undefined && !Object.hasOwn(roles, role)) throw new Error(`Electron has no role ${options.role}.`);
    if (options.accelerator) checkAccelerator(options.accelerator);
    const below = options.submenu ?? (role === undefined ? undefined : roleMenus[role]);
    this.label = options.label ?? (role === undefined ? '' : (roles[role]?.label ?? ''));
    this.role = role;
    this.id = options.id ?? '';
    this.submenu = Array.isArray(below) ? built(below) : below && fakeOf(below);
    this.type = options.type ?? (this.submenu ? 'submenu' : 'normal');
    this.accelerator = options.accelerator ?? undefined;
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.fake = {
      click: () => {
        const window = FakeBrowserWindow.getFocusedWindow();
        const item = this as unknown as Electron.MenuItem;
        if (options.click) options.click(item, window ?? undefined, {} as Electron.KeyboardEvent);
        else if (role !== undefined) roles[role]?.act?.(window);
      },
    };
  }
}

/** A native menu, as a tree that tests read and click. */
export class FakeMenu {
  readonly fake: { items: FakeMenuItem[] } = { items: [] };
  static readonly fake = { application: null as FakeMenu | null, context: null as FakeMenu | null };

  static buildFromTemplate(template: Template[]): Electron.Menu {
    return built(template) as unknown as Electron.Menu;
  }
  static setApplicationMenu(menu: Electron.Menu | null): void {
    FakeMenu.fake.application = menu && fakeOf(menu);
  }
  static getApplicationMenu(): Electron.Menu | null {
    return FakeMenu.fake.application as unknown as Electron.Menu | null;
  }
  get items(): Electron.MenuItem[] {
    return this.fake.items as unknown as Electron.MenuItem[];
  }
  popup(): void {
    FakeMenu.fake.context = this;
    note('contextMenu', treeOf(this));
  }
  closePopup(): void {
    FakeMenu.fake.context = null;
  }
}

function built(template: Template[]): FakeMenu {
  const menu = new FakeMenu();
  for (const options of template) menu.fake.items.push(new FakeMenuItem(options));
  return menu;
}

/** The fake that was handed out as Electron's. */
export function fakeOf(menu: Electron.Menu): FakeMenu {
  const made: unknown = menu;
  if (made instanceof FakeMenu) return made;
  throw new Error('A menu that the fake did not make.');
}

/** A menu in plain words, for the test. */
export function treeOf(menu: FakeMenu | null): MenuEntry[] {
  return (menu?.fake.items ?? []).map((item) => ({
    label: item.label,
    role: item.role ?? null,
    type: item.type,
    accelerator: item.accelerator ?? null,
    enabled: item.enabled,
    visible: item.visible,
    checked: item.checked,
    submenu: item.submenu ? treeOf(item.submenu) : null,
  }));
}

/** Clicks an item by its words, through its menus. */
export function clickIn(menu: FakeMenu | null, path: readonly string[]): void {
  const [first, ...rest] = path;
  const plain = (label: string) => label.replace('&', '');
  const item = menu?.fake.items.find(({ label, visible }) => visible && plain(label) === first);
  if (!item) throw new Error(`There is no "${first}" among: ${menu?.fake.items.map(({ label }) => label).join(', ')}`);
  if (!item.enabled) throw new Error(`"${first}" cannot be chosen now.`);
  if (rest.length > 0) clickIn(item.submenu ?? null, rest);
  else item.fake.click();
}

handlers.menu = () => treeOf(FakeMenu.fake.application);
handlers.clickMenu = (path) => clickIn(FakeMenu.fake.application, path);
handlers.contextMenu = () => FakeMenu.fake.context && treeOf(FakeMenu.fake.context);
handlers.clickContextMenu = (path) => clickIn(FakeMenu.fake.context, path);

export const Menu = fakedClass<typeof Electron.Menu>()(FakeMenu);
