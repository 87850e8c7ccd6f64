import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { findElectron, whyNoWindow } from '../../../scripts/lib/electron.mjs';
import { sourceNode } from '../../../scripts/lib/pinned-node.mjs';
import { inProject } from '../../../scripts/lib/project.mjs';
import type { Driver, Question } from './driver.ts';
import { type DriverOptions, mainScript } from './fake-driver.ts';
import type { AppCalls, MenuEntry, Note, WindowFacts } from './wire.ts';

/** Electron's program, where it is there and can show a window. */
export const realElectron = whyNoWindow() === undefined ? findElectron() : undefined;

type Call = { [K in keyof AppCalls]?: (...args: Parameters<AppCalls[K]>) => Promise<unknown> };
const pollMs = 50;

/** The app on the real Electron. What only a fake can do, such as taking a screen away, it refuses. */
export class RealDriver implements Driver {
  readonly #app: ElectronApplication;
  readonly questions: Question[] = [];
  readonly notes: Note[] = [];
  readonly errors: string[] = [];
  readonly ended: Promise<number>;
  readonly #timer: NodeJS.Timeout;
  output = '';

  static async start({ args, profile, env, workingDir }: DriverOptions): Promise<RealDriver> {
    const { ELECTRON_RUN_AS_NODE: _, ...outer } = process.env;
    const source = { ENSEMBLE_SOURCE_DIR: inProject(), ENSEMBLE_SOURCE_NODE: sourceNode() };
    const app = await _electron.launch({
      ...(realElectron ? { executablePath: realElectron } : {}),
      args: [mainScript, ...args, `--user-data-dir=${profile.userData}`],
      cwd: workingDir,
      env: { ...outer, ...source, ENSEMBLE_HOME: profile.home, ...env } as Record<string, string>,
    });
    await app.evaluate(takeOver);
    return new RealDriver(app);
  }

  private constructor(app: ElectronApplication) {
    this.#app = app;
    const child = app.process();
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    app.on('window', (page) => page.on('pageerror', (error) => this.errors.push(String(error.stack))));
    this.#timer = setInterval(() => void this.#collect().catch(() => undefined), pollMs);
    this.ended = new Promise((done) => {
      child.once('exit', (code) => {
        clearInterval(this.#timer);
        done(code ?? 128);
      });
    });
  }

  /** Fetches what was asked and noted since the last time. */
  async #collect(): Promise<void> {
    const news = await this.#app.evaluate(() => (Reflect.get(globalThis, 'desktopTest') as Taken).take());
    for (const note of news.notes) this.notes.push(note);
    for (const { id, ...asked } of news.questions) {
      const answer = (value: unknown) =>
        void this.#app.evaluate(
          (_, [which, given]) => (Reflect.get(globalThis, 'desktopTest') as Taken).answer(which, given),
          [id, value] as const,
        );
      this.questions.push({ ...asked, answer });
    }
  }

  readonly #calls: Call = {
    windows: () =>
      this.#app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()
          .reverse()
          .map(
            (window): WindowFacts => ({
              id: window.id,
              title: window.getTitle(),
              url: window.webContents.getURL(),
              bounds: window.getBounds(),
              visible: window.isVisible(),
              focused: window.isFocused(),
              maximized: window.isMaximized(),
              fullScreen: window.isFullScreen(),
              background: window.getBackgroundColor(),
              menuBarVisible: window.isMenuBarVisible(),
            }),
          ),
      ),
    quit: () => this.#app.evaluate(({ app }) => app.quit()),
    closeWindow: (id) => this.#app.evaluate(({ BrowserWindow }, which) => BrowserWindow.fromId(which)?.close(), id),
    focusWindow: (id) => this.#app.evaluate(({ BrowserWindow }, which) => BrowserWindow.fromId(which)?.focus(), id),
    emitApp: (event, ...args) =>
      this.#app.evaluate(
        ({ app }, [name, values]) => void app.emit(name, { preventDefault: () => undefined }, ...values),
        [event, args] as const,
      ),
    menu: () =>
      this.#app.evaluate(({ Menu }) => {
        const tree = (menu: Electron.Menu | null | undefined): MenuEntry[] =>
          (menu?.items ?? []).map((item) => ({
            label: item.label,
            role: item.role ?? null,
            type: item.type,
            accelerator: item.accelerator ? String(item.accelerator) : null,
            enabled: item.enabled,
            visible: item.visible,
            checked: item.checked,
            submenu: item.submenu ? tree(item.submenu) : null,
          }));
        return tree(Menu.getApplicationMenu());
      }),
    clickMenu: (path) =>
      this.#app.evaluate(({ Menu, BrowserWindow }, labels) => {
        let menu: Electron.Menu | null | undefined = Menu.getApplicationMenu();
        let found: Electron.MenuItem | undefined;
        for (const label of labels) {
          found = menu?.items.find((item) => item.label.replace('&', '') === label);
          menu = found?.submenu;
        }
        if (!found) throw new Error(`There is no ${labels.join(' › ')}.`);
        found.click({}, BrowserWindow.getFocusedWindow() ?? undefined, undefined);
      }, path),
  };

  call<K extends keyof AppCalls & string>(name: K, ...args: Parameters<AppCalls[K]>) {
    const own = this.#calls[name] as ((...values: unknown[]) => Promise<unknown>) | undefined;
    if (!own) throw new Error(`The real Electron cannot be told to ${name}.`);
    return own(...args) as Promise<Awaited<ReturnType<AppCalls[K]>>>;
  }

  async page(id: number): Promise<Page> {
    for (const page of this.#app.windows()) {
      const window = await this.#app.browserWindow(page);
      if ((await window.evaluate((own: Electron.BrowserWindow) => own.id)) === id) return page;
    }
    throw new Error(`There is no window ${id}.`);
  }

  get pid(): number {
    return this.#app.process().pid ?? 0;
  }

  async kill(): Promise<void> {
    this.#app.process().kill('SIGKILL');
    await this.ended;
  }
}

interface Asked {
  id: number;
  kind: string;
  options: Question['options'];
  window: number | null;
}

/** Records in Electron's own process: waiting questions, and notes of events. */
interface Taken {
  take(): { notes: Note[]; questions: Asked[] };
  answer(id: number, value: unknown): void;
}

/** Takes the dialogs over, and what leads out of the app; run in Electron's own process. */
function takeOver({ dialog, shell, BrowserWindow }: typeof Electron.CrossProcessExports): void {
  let notes: Note[] = [];
  let questions: Asked[] = [];
  let lastId = 0;
  const waiting = new Map<number, (value: unknown) => void>();
  const ask =
    (kind: string) =>
    (...args: unknown[]) => {
      const window = args[0] instanceof BrowserWindow ? args[0].id : null;
      const options = args[window === null ? 0 : 1] as Question['options'];
      const id = ++lastId;
      questions.push({ id, kind, options: JSON.parse(JSON.stringify(options)), window });
      return new Promise((done) => waiting.set(id, done));
    };
  Object.assign(dialog, { showMessageBox: ask('message'), showOpenDialog: ask('open'), showSaveDialog: ask('save') });
  Object.assign(shell, {
    openExternal: async (url: string) => void notes.push({ kind: 'openExternal', value: url }),
    openPath: async (path: string) => {
      notes.push({ kind: 'openPath', value: path });
      return '';
    },
  });
  const taken: Taken = {
    take: () => {
      const news = { notes, questions };
      notes = [];
      questions = [];
      return news;
    },
    answer: (id, value) => waiting.get(id)?.(value),
  };
  Reflect.set(globalThis, 'desktopTest', taken);
}
