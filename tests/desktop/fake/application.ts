import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { handlers, machine, note, refusable, screen } from './channel.ts';
import { faked } from './typed.ts';
import { allWindows } from './windows.ts';

const switches = process.argv.filter((arg) => arg.startsWith('--'));
const lockName = 'SingletonLock';

class FakeApp extends EventEmitter {
  #name = 'Electron';
  #isReady = false;
  readonly #ready = Promise.withResolvers<void>();
  readonly #paths = new Map<string, string>();
  #isQuitting = false;

  readonly fake = {
    becomeReady: () => {
      this.#isReady = true;
      this.emit('ready', {}, {});
      this.#ready.resolve();
    },
    windowClosed: () => {
      if (allWindows.size > 0 || this.#isQuitting) return;
      if (!this.emit('window-all-closed')) this.quit();
    },
  };

  get isPackaged(): boolean {
    return machine.packaged !== null;
  }
  get name(): string {
    return this.#name;
  }
  set name(name: string) {
    this.#name = name;
  }
  setName(name: string): void {
    this.#name = name;
  }
  getName(): string {
    return this.#name;
  }
  getVersion(): string {
    return '0.1.0';
  }
  getLocale(): string {
    return 'en-GB';
  }
  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
  }
  isReady(): boolean {
    return this.#isReady;
  }
  whenReady(): Promise<void> {
    return this.#ready.promise;
  }
  getAppPath(): string {
    return machine.packaged ?? dirname(process.argv[1] ?? '');
  }
  getPath(name: string): string {
    const set = this.#paths.get(name);
    if (set !== undefined) return set;
    const userData = switches.find((each) => each.startsWith('--user-data-dir='))?.slice('--user-data-dir='.length);
    const base = userData ?? join(tmpdir(), this.#name);
    if (name === 'userData' || name === 'sessionData') return base;
    if (name === 'exe') return process.execPath;
    return join(base, name);
  }
  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }
  setAppLogsPath(path?: string): void {
    this.#paths.set('logs', path ?? join(this.getPath('userData'), 'logs'));
  }

  requestSingleInstanceLock(data: Record<string, unknown> = {}): boolean {
    const path = join(this.getPath('userData'), lockName);
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
    } catch {
      if (isAlive(Number(readFileSync(path, 'utf8')))) {
        const [program = '', ...rest] = process.argv;
        // Chromium hands switches on before everything else, and adds some of its own.
        const own = rest.filter((arg) => arg.startsWith('--'));
        const others = rest.filter((arg) => !arg.startsWith('--'));
        const argv = [program, ...own, '--allow-file-access-from-files', '--original-process-start-time=1', ...others];
        screen.call('second', argv, process.cwd(), data).catch(() => undefined);
        return false;
      }
      writeFileSync(path, String(process.pid));
    }
    process.once('exit', () => rmSync(path, { force: true }));
    return true;
  }
  hasSingleInstanceLock(): boolean {
    return readFileSync(join(this.getPath('userData'), lockName), 'utf8') === String(process.pid);
  }
  releaseSingleInstanceLock(): void {
    rmSync(join(this.getPath('userData'), lockName), { force: true });
  }

  setAsDefaultProtocolClient(scheme: string, path?: string, args?: string[]): boolean {
    note('protocol', { scheme, path, args });
    return true;
  }
  getApplicationNameForProtocol(_url: string): string {
    return '';
  }
  getJumpListSettings(): Electron.JumpListSettings {
    return { minItems: 4, removedItems: [] };
  }
  addRecentDocument(path: string): void {
    note('recentDocument', path);
  }
  clearRecentDocuments(): void {
    note('clearRecentDocuments');
  }
  setAppUserModelId(id: string): void {
    note('appUserModelId', id);
  }
  setJumpList(categories: Electron.JumpListCategory[] | null): 'ok' {
    note('jumpList', categories);
    return 'ok';
  }
  setBadgeCount(count?: number): boolean {
    note('badge', count);
    return true;
  }
  setAboutPanelOptions(options: Electron.AboutPanelOptionsOptions): void {
    note('aboutOptions', options);
  }
  showAboutPanel(): void {
    note('about');
  }
  focus(): void {
    note('focusApp');
  }
  readonly commandLine = {
    appendSwitch: (name: string) => note('switch', name),
    appendArgument: (value: string) => note('argument', value),
    hasSwitch: (name: string) => switches.some((each) => each === `--${name}` || each.startsWith(`--${name}=`)),
    getSwitchValue: (name: string) =>
      switches.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '',
    removeSwitch: (name: string) => note('noSwitch', name),
  };
  get dock(): Electron.Dock | undefined {
    if (machine.platform !== 'darwin') return undefined;
    const dock: Partial<Electron.Dock> = {
      setMenu: (menu) =>
        note(
          'dockMenu',
          menu.items.map(({ label }) => label),
        ),
      setBadge: (text) => note('dockBadge', text),
      show: async () => note('dockShow'),
      hide: () => note('dockHide'),
      bounce: () => 1,
    };
    return dock as Electron.Dock;
  }

  relaunch(): void {
    note('relaunch');
  }
  exit(code = 0): void {
    this.#isQuitting = true;
    for (const window of [...allWindows]) window.destroy();
    this.emit('quit', {}, code);
    note('exit', code);
    setImmediate(() => process.exit(code));
  }
  quit(): void {
    const event = refusable({});
    this.emit('before-quit', event);
    if (!event.defaultPrevented) void this.#closeAll();
  }

  async #closeAll(): Promise<void> {
    this.#isQuitting = true;
    for (const window of [...allWindows]) {
      if (!window.isDestroyed() && !(await window.fake.tryClose())) {
        this.#isQuitting = false;
        note('quitCancelled');
        return;
      }
    }
    const event = refusable({});
    this.emit('will-quit', event);
    if (event.defaultPrevented) {
      this.#isQuitting = false;
      return;
    }
    this.emit('quit', {}, 0);
    // Everything told before arrives first.
    await screen.call('note', 'quit', null).catch(() => undefined);
    process.exit(0);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export const app = faked<Electron.App>()(new FakeApp());

handlers.emitApp = (event, ...args) => void app.emit(event, refusable({}), ...args);
handlers.quit = () => app.quit();

// After the app's own files have run: what the system hands over, then the word that all is set.
setImmediate(() => {
  if (machine.openUrl) app.emit('open-url', refusable({}), machine.openUrl);
  if (machine.openFile) app.emit('open-file', refusable({}), machine.openFile);
  setTimeout(() => app.fake.becomeReady(), 10);
});
