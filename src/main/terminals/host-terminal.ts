import type { Emulator } from '../../shared/capabilities/terminals/emulator.ts';
import { FoldedScreen } from '../../shared/capabilities/terminals/folded-screen.ts';
import type { RunningTerminal, TerminalOutput } from '../../shared/capabilities/terminals/methods.ts';
import type { ScreenCheckpoint } from '../../shared/capabilities/terminals/screen-checkpoint.ts';
import type { Environment } from '../../shared/core/environment.ts';
import { type Access, LoggedOutput, type LoggedOutputOptions } from './logged-output.ts';
import type { Pty } from './pty.ts';
import { signalAll } from './session-processes.ts';
import { ShownOutput } from './shown-output.ts';

/** Grace period of a terminal's programs to end by themselves. */
const graceMs = 500;

export interface HostTerminalOptions {
  id: number;
  pty: Pty;
  emulator: Emulator;
  environment: Environment;
  shell: string;
  title: string;
  cwd: string;
  nonce: string;
  columns: number;
  rows: number;
  onEnded: () => void;
}

interface Window {
  shown: ShownOutput;
  leave: (isTaken: boolean) => void;
}

/** One terminal of this machine: its program, its screen, the window that shows it, and the log where it is shared. */
export class HostTerminal {
  readonly #options: HostTerminalOptions;
  readonly #screen: FoldedScreen;
  #title: string;
  #titleSource = 0;
  #look: { icon?: unknown; color?: string } = {};
  #window: Window | null = null;
  #logged: LoggedOutput | null = null;
  #isPaused = false;
  #exit: { code: number | null } | null = null;
  #isClosing = false;
  readonly ended: Promise<void>;

  constructor(options: HostTerminalOptions) {
    this.#options = options;
    this.#title = options.title;
    this.#screen = new FoldedScreen(options.emulator, options.columns, options.rows);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    options.pty.onData((data) => this.#take(data));
    options.pty.onExit((code) => {
      this.#exited(code);
      resolve();
    });
  }

  get id(): number {
    return this.#options.id;
  }

  get pid(): number {
    return this.#options.pty.pid;
  }

  get ref(): string | null {
    return this.#logged?.ref ?? null;
  }

  describe(): RunningTerminal {
    const { id, cwd, nonce } = this.#options;
    return {
      id,
      ref: this.ref,
      pid: this.pid,
      title: this.#title,
      titleSource: this.#titleSource,
      ...this.#look,
      cwd,
      nonce,
      columns: this.#screen.columns,
      rows: this.#screen.rows,
    };
  }

  #take(data: Uint8Array): void {
    this.#screen.write(data);
    this.#window?.shown.add(data);
    this.#logged?.add(data);
    this.#regulate();
  }

  /** The program waits while a receiver that must have all of it does not keep up (backpressure). */
  readonly #regulate = (): void => {
    if (this.#exit) return;
    const mustWait = (this.#window?.shown.isHolding ?? false) || (this.#logged?.isHolding ?? false);
    if (mustWait === this.#isPaused) return;
    this.#isPaused = mustWait;
    if (mustWait) this.#options.pty.pause();
    else this.#options.pty.resume();
  };

  #checkpoint(): ScreenCheckpoint {
    const { columns, rows } = this.#screen;
    return this.#screen.encode() ?? { columns, rows, screen: '', after: new Uint8Array() };
  }

  #wholeScreen(): { data: Uint8Array; columns: number; rows: number } {
    const { screen, after, columns, rows } = this.#checkpoint();
    return { data: new Uint8Array(Buffer.concat([Buffer.from(screen), after])), columns, rows };
  }

  /**
   * Shows it in a window, in place of any other. Resolves when that is over, and says whether another window has it
   * now.
   */
  show(tell: (part: TerminalOutput) => Promise<void>, signal: AbortSignal): Promise<boolean> {
    this.#window?.leave(true);
    const { environment } = this.#options;
    const shown = new ShownOutput({
      environment,
      tell,
      screen: () => this.#wholeScreen(),
      hasOthers: () => this.#logged !== null,
      onChanged: this.#regulate,
    });
    return new Promise((resolve) => {
      const leave = (isTaken: boolean) => {
        if (this.#window?.shown === shown) this.#window = null;
        const told = this.#exit && !isTaken ? shown.end(this.#exit.code) : Promise.resolve();
        void told.then(() => {
          shown.close();
          resolve(isTaken);
        });
        this.#regulate();
      };
      this.#window = { shown, leave };
      if (signal.aborted || this.#exit) leave(false);
      else signal.addEventListener('abort', () => leave(false), { once: true });
    });
  }

  write(data: string): void {
    if (!this.#exit) this.#options.pty.write(data);
  }

  resize(columns: number, rows: number): void {
    if (this.#exit || (columns === this.#screen.columns && rows === this.#screen.rows)) return;
    this.#options.pty.resize(columns, rows);
    this.#screen.resize(columns, rows);
    this.#logged?.resized(columns, rows);
  }

  rename({
    title,
    titleSource,
    icon,
    color,
  }: Partial<Pick<RunningTerminal, 'title' | 'titleSource' | 'icon' | 'color'>>): void {
    if (title !== undefined && title !== this.#title) {
      this.#title = title;
      this.#logged?.renamed(title);
    }
    this.#titleSource = titleSource ?? this.#titleSource;
    this.#look = { ...this.#look, ...(icon === undefined ? {} : { icon }), ...(color === undefined ? {} : { color }) };
  }

  /** Shares it under a ref. */
  share(into: Pick<LoggedOutputOptions, 'client' | 'ref'>, given: Access): void {
    const { shell, environment } = this.#options;
    const screen = () => this.#checkpoint();
    this.#logged = new LoggedOutput(
      { ...into, environment, title: this.#title, shell, screen, onChanged: this.#regulate },
      given,
    );
  }

  /** Changes others' access. */
  give(given: Access): void {
    this.#logged?.give(given);
  }

  unshare(): void {
    const logged = this.#logged;
    this.#logged = null;
    logged?.ended('unshared', null);
    this.#regulate();
  }

  #exited(code: number | null): void {
    this.#exit = { code };
    // Programs that it had started go with it.
    signalAll(this.pid, 'SIGHUP');
    this.#options.environment.setTimer(() => signalAll(this.pid, 'SIGKILL'), graceMs);
    this.#window?.leave(false);
    this.#logged?.ended(this.#isClosing ? 'closed' : 'exited', code);
    this.#logged = null;
    this.#options.onEnded();
  }

  /** Ends its program and all that it has started. */
  close(): void {
    if (this.#exit || this.#isClosing) return;
    this.#isClosing = true;
    // A program that waits for us could not hear of it.
    this.#options.pty.resume();
    signalAll(this.pid, 'SIGHUP');
    signalAll(this.pid, 'SIGCONT');
    this.#options.environment.setTimer(() => {
      if (!this.#exit) signalAll(this.pid, 'SIGKILL');
    }, graceMs);
  }

  /** Frees its screen. */
  dispose(): void {
    this.#screen.dispose();
  }
}
