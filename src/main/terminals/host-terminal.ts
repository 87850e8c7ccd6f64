import type { Emulator } from '../../shared/capabilities/terminals/emulator.ts';
import { FoldedScreen } from '../../shared/capabilities/terminals/folded-screen.ts';
import type { RunningTerminal, TerminalOutput } from '../../shared/capabilities/terminals/methods.ts';
import type { Environment } from '../../shared/core/environment.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Caller } from '../../shared/session/contract.ts';
import { InputAfterResize } from './input-after-resize.ts';
import { type Access, LoggedOutput, type LoggedOutputOptions } from './logged-output.ts';
import { PacedOutput } from './paced-output.ts';
import type { Pty } from './pty.ts';
import { ShownOutput } from './shown-output.ts';
import type { TerminalPrograms } from './terminal-processes.ts';
import { isTyped, owner, type Size, TerminalWriter } from './terminal-writer.ts';
import { UnattendedIntake } from './unattended-intake.ts';

/** Grace period of a terminal's programs to end by themselves. */
const graceMs = 500;

export interface HostTerminalOptions {
  id: number;
  pty: Pty;
  /** Everything that runs in it. */
  programs: TerminalPrograms;
  emulator: Emulator;
  environment: Environment;
  shell: string;
  title: string;
  cwd: string;
  nonce: string;
  /** Agent whose command it runs; missing for terminals of people. */
  agent?: string;
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
  readonly #writer: TerminalWriter;
  readonly #input: InputAfterResize;
  readonly #unattended: UnattendedIntake;
  readonly #paced: PacedOutput;
  #title: string;
  #titleSource = 0;
  #look: { icon?: unknown; color?: string } = {};
  #window: Window | null = null;
  #logged: LoggedOutput | null = null;
  #isPaused = false;
  #exit: { code: number | null } | null = null;
  #isClosing = false;
  #typist: { person: string; replica: string } | null = null;
  #endsLine = false;
  readonly ended: Promise<void>;

  constructor(options: HostTerminalOptions) {
    this.#options = options;
    this.#title = options.title;
    this.#screen = new FoldedScreen(options.emulator, options.columns, options.rows);
    this.#input = new InputAfterResize(options.environment, (data) => options.pty.write(data));
    this.#writer = new TerminalWriter((size) => this.#fit(size));
    this.#unattended = new UnattendedIntake(options.environment, this.#regulate);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#paced = new PacedOutput({
      environment: options.environment,
      take: (slice) => this.#take(slice),
      size: () => this.#screen,
      onChanged: () => this.#regulate(),
    });
    options.pty.onData((data) => this.#paced.add(data));
    options.pty.onExit((code) =>
      this.#paced.finish(() => {
        this.#exited(code);
        resolve();
      }),
    );
  }

  get id(): number {
    return this.#options.id;
  }

  get pid(): number {
    return this.#options.pty.pid;
  }

  /** Agent whose command it runs; null for terminals of people. */
  get agent(): string | null {
    return this.#options.agent ?? null;
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
    if (!this.#isAttended) this.#unattended.take(data.length);
  }

  /** True while a window takes all of its output. */
  get #isAttended(): boolean {
    return this.#window !== null && !this.#window.shown.isSkipping;
  }

  /**
   * The program waits while the window that must have all of it does not keep up (backpressure), where no window takes
   * it, while it prints more than the host should be kept busy with, and while its output costs more time than it has.
   */
  readonly #regulate = (): void => {
    if (this.#exit || this.#isClosing) return;
    if (this.#isAttended) this.#unattended.end();
    const mustWait = this.#paced.isHolding || this.#window?.shown.isHolding || this.#unattended.isHolding;
    if (mustWait === this.#isPaused) return;
    this.#isPaused = mustWait;
    if (mustWait) this.#options.pty.pause();
    else this.#options.pty.resume();
  };

  #wholeScreen(): { data: Uint8Array; columns: number; rows: number } {
    const { screen, after, columns, rows } = this.#screen.encode();
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
      this.#regulate();
      if (this.#writer.now !== owner) this.#tellSize();
      if (signal.aborted || this.#exit) leave(false);
      else signal.addEventListener('abort', () => leave(false), { once: true });
    });
  }

  /** Window that typed last, and its person, who may have left since; null for none. */
  get typist(): { person: string; replica: string } | null {
    return this.#typist;
  }

  /** True if nothing was typed since the last line. */
  get endsLine(): boolean {
    return this.#endsLine;
  }

  /** Writes input of a window, of the owner's or a guest's. */
  write(data: string, { person, replica }: Pick<Caller, 'person' | 'replica'>, isOwner: boolean): void {
    if (this.#exit) return;
    if (isTyped(data)) {
      this.#logged?.typed(person, data);
      this.#typist = { person, replica };
      this.#endsLine = data.endsWith('\r');
    }
    this.#writer.wrote(isOwner ? owner : replica, data);
    this.#input.write(data);
  }

  /** Notes the size that fits in the window of the owner, or of the guest with this replica. */
  fits(size: Size, who = owner): void {
    this.#writer.fits(who, size);
  }

  /** Forgets the windows of guests who may not write any more. */
  keepWriters(mayWrite: (replica: string) => boolean): void {
    this.#writer.keep(mayWrite);
  }

  #fit(size: Size | undefined): void {
    if (this.#exit) return;
    const { columns, rows } = size ?? this.#screen;
    if (columns !== this.#screen.columns || rows !== this.#screen.rows) {
      this.#options.pty.resize(columns, rows);
      this.#input.resized();
      this.#screen.resize(columns, rows);
      this.#logged?.resized(columns, rows);
    }
    this.#tellSize();
  }

  #tellSize(): void {
    const { columns, rows } = this.#screen;
    this.#window?.shown.size({ columns, rows }, this.#writer.now !== owner);
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

  /** Shares it under a ref. Resolves once others know. */
  async share(into: Pick<LoggedOutputOptions, 'client' | 'bulk' | 'ref'>, given: Access): Promise<void> {
    if (this.#exit) throw new EnsembleError('not-found', 'This terminal has ended.');
    const { shell, environment, agent } = this.#options;
    const screen = () => this.#screen.encode();
    this.#logged = new LoggedOutput({ ...into, environment, title: this.#title, shell, agent, screen }, given);
    await this.#logged.said;
  }

  /** Changes others' access. Resolves once that holds. */
  async give(given: Access): Promise<void> {
    this.#logged?.give(given);
    await this.#logged?.said;
  }

  /** Logs what is typed from now on, or no more. Resolves once everybody knows. */
  async logInput(input: boolean): Promise<void> {
    if (!this.#logged)
      throw new EnsembleError(
        'bad-request',
        'Only a shared terminal is in the log: share it first. Nothing is logged.',
      );
    this.#logged.logInput(input);
    await this.#logged.said;
  }

  /** Shares it no longer. Resolves once that holds. */
  async unshare(): Promise<void> {
    const logged = this.#logged;
    this.#logged = null;
    const told = logged?.ended('unshared', null);
    this.#regulate();
    await told;
  }

  #exited(code: number | null): void {
    this.#exit = { code };
    this.#input.close();
    this.#unattended.end();
    // Programs that it had started go with it.
    this.#options.programs.signal('SIGHUP');
    this.#options.environment.setTimer(() => this.#options.programs.kill(), graceMs);
    this.#window?.leave(false);
    void this.#logged?.ended(this.#isClosing ? 'closed' : 'exited', code);
    this.#logged = null;
    this.#options.onEnded();
  }

  /** Ends its program and all that it has started. */
  close(): void {
    if (this.#exit || this.#isClosing) return;
    this.#isClosing = true;
    // A program that waits for us could not hear of it.
    this.#options.pty.resume();
    const { programs, environment } = this.#options;
    programs.signal('SIGHUP');
    programs.signal('SIGCONT');
    environment.setTimer(() => {
      if (!this.#exit) programs.kill();
    }, graceMs);
  }

  /** Frees its screen. */
  dispose(): void {
    this.#paced.close();
    this.#screen.dispose();
  }
}
