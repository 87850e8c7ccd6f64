import { expect, type Page } from '@playwright/test';
import { WorkbenchPage } from '../../e2e/lib/workbench-page.ts';
import type { Driver, Question } from './driver.ts';
import type { AppCalls, MenuEntry, WindowFacts } from './wire.ts';

/** A window of the app under test. */
export class DesktopWindow {
  readonly id: number;
  readonly #app: DesktopApp;

  constructor(app: DesktopApp, id: number) {
    this.#app = app;
    this.id = id;
  }

  /** The page that it shows now; another one after a crash. */
  page(): Promise<Page> {
    return this.#app.driver.page(this.id);
  }

  /** The page, once the workbench in it shows the folder. */
  async workbench(): Promise<WorkbenchPage> {
    const workbench = WorkbenchPage.around(await this.page());
    await workbench.ready();
    return workbench;
  }

  async facts(): Promise<WindowFacts> {
    const found = (await this.#app.call('windows')).find(({ id }) => id === this.id);
    if (!found) throw new Error(`Window ${this.id} is gone.`);
    return found;
  }

  /** Presses the window's X. */
  async close(): Promise<void> {
    await this.#app.call('closeWindow', this.id);
  }

  async focus(): Promise<void> {
    await this.#app.call('focusWindow', this.id);
  }
}

/** Starts the app again on the machine of this one; ends once it has handed over what it was started with. */
export type SecondStart = (args: string[]) => Promise<DesktopApp>;

/** The running app, as a person at the machine has it: windows, menus, dialogs, and what the system tells it. */
export class DesktopApp {
  readonly driver: Driver;
  readonly #startAgain: SecondStart;
  #answered = 0;

  constructor(driver: Driver, startAgain: SecondStart) {
    this.driver = driver;
    this.#startAgain = startAgain;
  }

  call<K extends keyof AppCalls & string>(name: K, ...args: Parameters<AppCalls[K]>) {
    return this.driver.call(name, ...args);
  }

  /** Windows that are shown, oldest first. */
  async windows(): Promise<DesktopWindow[]> {
    const facts = await this.call('windows');
    return facts.filter(({ visible }) => visible).map(({ id }) => new DesktopWindow(this, id));
  }

  /** Waits until so many windows are shown, at least one, and answers the newest. */
  async window(count = 1): Promise<DesktopWindow> {
    await expect.poll(async () => (await this.windows()).length, { timeout: 20_000 }).toBe(count);
    return (await this.windows()).at(-1)!;
  }

  /** The next dialog that nobody has answered. */
  async question(): Promise<Question> {
    await expect.poll(() => this.driver.questions.length, { timeout: 20_000 }).toBeGreaterThan(this.#answered);
    return this.driver.questions[this.#answered++]!;
  }

  /** Answers the next dialog by the words of one of its buttons. */
  async choose(button: string): Promise<Question> {
    const question = await this.question();
    const response = question.options.buttons?.indexOf(button) ?? -1;
    expect(question.options.buttons).toContain(button);
    question.answer({ response, checkboxChecked: false });
    return question;
  }

  /** Answers the next dialog for files or folders; nothing chosen means it is cancelled. */
  async chooseFiles(...filePaths: string[]): Promise<Question> {
    const question = await this.question();
    expect(question.kind).toBe('open');
    question.answer({ canceled: filePaths.length === 0, filePaths });
    return question;
  }

  /** Dialogs that wait for an answer. */
  get unanswered(): Question[] {
    return this.driver.questions.slice(this.#answered);
  }

  menu(): Promise<MenuEntry[]> {
    return this.call('menu');
  }

  /** Chooses an item of the native menu, by the words on the way to it. */
  async choosesMenu(...path: string[]): Promise<void> {
    await this.call('clickMenu', path);
  }

  /** Notes of a kind so far, such as `openExternal`. */
  noted(kind: string): unknown[] {
    return this.driver.notes.filter((note) => note.kind === kind).map(({ value }) => value);
  }

  /** Waits until something of a kind happens that looks so. */
  async expectNoted(kind: string, value: unknown): Promise<void> {
    await expect.poll(() => this.noted(kind)).toContainEqual(value);
  }

  /** The system hands a link over to the running app, as macOS does. */
  async openUrl(url: string): Promise<void> {
    await this.call('emitApp', 'open-url', url);
  }

  /** Starts the app a second time while this one runs, as a launcher or a shell does. */
  async secondStart(...args: string[]): Promise<void> {
    const second = await this.#startAgain(args);
    expect(await second.ended()).toBe(0);
  }

  async quit(): Promise<void> {
    await this.call('quit').catch(() => undefined);
  }

  /** Waits until the app's process has ended, and answers its exit code. */
  async ended(timeoutMs = 20_000): Promise<number> {
    let code: number | null = null;
    void this.driver.ended.then((ended) => {
      code = ended;
    });
    await expect.poll(() => code, { message: 'the app has ended', timeout: timeoutMs }).not.toBeNull();
    return code ?? -1;
  }

  /** Whether the app's process still runs. */
  async isRunning(): Promise<boolean> {
    return Promise.race([this.driver.ended.then(() => false), Promise.resolve().then(() => true)]);
  }
}
