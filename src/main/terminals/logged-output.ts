import type { SessionClient } from '../../client/session-client.ts';
import type { TerminalAccess } from '../../shared/capabilities/terminals/access-level.ts';
import type { ScreenCheckpoint } from '../../shared/capabilities/terminals/screen-checkpoint.ts';
import type { Environment, TimerHandle } from '../../shared/core/environment.ts';
import type { KindName } from '../../shared/session/table.ts';
import { ByteAllowance } from './byte-allowance.ts';
import { Gathered, inPieces } from './gathered.ts';
import { TypedInput } from './typed-input.ts';

/** Pause between entries: at most sixty a second. */
const pauseMs = 17;
/** Unacknowledged output above which the rest is dropped, and the screen told anew: more than a screen and its past. */
const mostUnloggedBytes = 256 * 1024;
/** Pause before such a screen: a flood costs the log and everybody's network a few screens a second. */
const screenPauseMs = 250;

/** Output that goes into the log at once, and a second: a flood costs it no more, however fast it is. */
const loggedBurstBytes = mostUnloggedBytes;
const loggedBytesPerSecond = 512 * 1024;

/** Longest wait of a terminal's end for its last output. */
const lastOutputMs = 5_000;

export interface Access {
  access: TerminalAccess;
  people: [string, TerminalAccess][];
}

export interface LoggedOutputOptions {
  client: SessionClient;
  /** Replica of the output alone, so that nothing else of the host waits behind it. */
  bulk: SessionClient;
  environment: Environment;
  ref: string;
  title: string;
  shell: string;
  /** Agent whose command runs there. */
  agent?: string | undefined;
  screen: () => ScreenCheckpoint;
}

/**
 * Output of a shared terminal on its way into the log, which never holds the terminal up. Where the log cannot be
 * reached, or is slower than the program, output is dropped and the screen told anew (conflation).
 */
export class LoggedOutput {
  readonly ref: string;
  readonly #options: LoggedOutputOptions;
  readonly #gathered: Gathered;
  readonly #stopHearing: () => void;
  #title: string;
  #toldTitle: string;
  #access: TerminalAccess;
  readonly #allowance: ByteAllowance;
  #unloggedBytes = 0;
  /** True while output is dropped, for which the whole screen is told later; so at first, until the log knows of it. */
  #isBehind = true;
  #isOpen = false;
  #rest: TimerHandle | null = null;
  #told: { columns: number; rows: number };
  #said: Promise<unknown> = Promise.resolve();
  #isOver = false;
  /** Input, where it is logged. */
  #input: TypedInput | null = null;
  #drained = Promise.withResolvers<void>();

  constructor(options: LoggedOutputOptions, given: Access) {
    this.#options = options;
    this.ref = options.ref;
    this.#gathered = new Gathered(options.environment, pauseMs, (data) => this.#publish(data));
    this.#allowance = new ByteAllowance(options.environment, loggedBytesPerSecond, loggedBurstBytes);
    this.#title = options.title;
    this.#access = given.access;
    const { columns, rows } = options.screen();
    this.#told = { columns, rows };
    this.#toldTitle = this.#openTitle;
    const agent = options.agent === undefined ? {} : { agent: options.agent };
    this.#say('terminal.opened', { title: this.#toldTitle, shell: options.shell, columns, rows, ...given, ...agent });
    void this.#said.then(() => {
      this.#isOpen = true;
      this.#catchUp();
    });
    this.#stopHearing = options.bulk.events.on('status', () => this.#catchUp());
  }

  get #isOnline(): boolean {
    return this.#options.bulk.status.is === 'online';
  }

  add(data: Uint8Array): void {
    if (this.#isOver || this.#isBehind) return;
    // An outbox that nobody empties is not filled.
    if (!this.#isOnline && this.#unloggedBytes > 0) this.#fallBehind();
    else if (this.#unloggedBytes + this.#gathered.bytes + data.length > mostUnloggedBytes) this.#fallBehind();
    else if (this.#allowance.excessAfter(data.length) > 0) this.#fallBehind();
    else this.#gathered.add(data);
  }

  #fallBehind(): void {
    this.#isBehind = true;
    this.#gathered.clear();
    this.#rest = this.#options.environment.setTimer(() => {
      this.#rest = null;
      this.#catchUp();
    }, screenPauseMs);
  }

  #catchUp(): void {
    const mayTell = this.#isOpen && this.#isOnline && this.#rest === null && this.#unloggedBytes === 0;
    if (!this.#isOver && this.#isBehind && mayTell) {
      this.#isBehind = false;
      this.#publishScreen();
    }
    if (this.#unloggedBytes === 0) this.#drained.resolve();
  }

  #publishScreen(): void {
    const { screen, after } = this.#options.screen();
    const data = new Uint8Array(Buffer.concat([Buffer.from(screen), after]));
    this.#allowance.excessAfter(data.length);
    this.#publish(data, true);
  }

  #publish(data: Uint8Array, isScreen = false): void {
    const { columns, rows } = this.#told;
    const first = isScreen ? { isScreen, size: { columns, rows } } : {};
    for (const [index, piece] of inPieces(data).entries()) this.#put({ data: piece, ...(index === 0 ? first : {}) });
  }

  #put(body: { data: Uint8Array; isScreen?: boolean; size?: { columns: number; rows: number } }): void {
    this.#unloggedBytes += body.data.length;
    this.#options.bulk.publish('terminal.output', body, this.ref).then(
      () => this.#logged(body.data.length),
      () => this.end(),
    );
  }

  #logged(bytes: number): void {
    this.#unloggedBytes -= bytes;
    this.#catchUp();
  }

  #say(
    kind: Exclude<Extract<KindName, `terminal.${string}`>, 'terminal.output' | 'terminal.typed' | 'terminal.wanted'>,
    body: object,
  ) {
    if (this.#isOver) return;
    this.#gathered.flush();
    const { client } = this.#options;
    const term = client.state.host?.term ?? 1;
    this.#said = client.publish(kind, { term, ...body } as never, this.ref).catch(() => this.end());
  }

  /** Resolves once the log has what was said of it so far; at once where it cannot be reached. */
  get said(): Promise<unknown> {
    return this.#options.client.status.is === 'online' ? this.#said : Promise.resolve();
  }

  resized(columns: number, rows: number): void {
    if (!this.#isOver && !this.#isBehind) {
      this.#gathered.flush();
      this.#put({ data: new Uint8Array(), size: { columns, rows } });
    }
    this.#told = { columns, rows };
    this.#say('terminal.resized', { columns, rows });
  }

  /** Title for everybody: it may name a file or a command, so that only the shell is told where not all may look. */
  get #openTitle(): string {
    return this.#access === 'none' ? this.#options.shell : this.#title;
  }

  renamed(title: string): void {
    this.#title = title;
    this.#tellTitle();
  }

  #tellTitle(): void {
    if (this.#openTitle === this.#toldTitle) return;
    this.#toldTitle = this.#openTitle;
    this.#say('terminal.renamed', { title: this.#toldTitle });
  }

  /** Tells the log others' new access. */
  give(given: Access): void {
    this.#access = given.access;
    this.#say('terminal.shared', given);
    this.#tellTitle();
  }

  /** Logs what is typed from now on, or no more. */
  logInput(input: boolean): void {
    if (input === (this.#input !== null)) return;
    this.#input?.flush();
    this.#input = input
      ? new TypedInput(this.#options.environment, (person, data) => this.#sayTyped(person, data))
      : null;
    this.#say('terminal.logging', { input });
  }

  #sayTyped(person: string, data: string): void {
    if (this.#isOver) return;
    const { client } = this.#options;
    const term = client.state.host?.term ?? 1;
    // One that is refused, such as the hundred and first in a second, is left out.
    client.publish('terminal.typed', { term, person, data }, this.ref).catch(() => undefined);
  }

  /** Takes a person's input; it goes no further where it is not logged. */
  typed(person: string, data: string): void {
    this.#input?.add(person, data);
  }

  /** Tells the log that nobody hears more of it: at once where it is unshared, else once it has the last output. */
  async ended(reason: 'exited' | 'closed' | 'unshared', exitCode: number | null): Promise<void> {
    this.#gathered.flush();
    this.#input?.flush();
    if (reason !== 'unshared') await this.#lastOutput();
    this.#say('terminal.ended', { reason, exitCode });
    const { said } = this;
    this.end();
    await said;
  }

  /** Tells the rest. Resolves once the log has it, or is too late. */
  async #lastOutput(): Promise<void> {
    this.#stopResting();
    this.#catchUp();
    if (this.#unloggedBytes === 0 || !this.#isOnline) return;
    this.#drained = Promise.withResolvers();
    await Promise.race([this.#drained.promise, this.#late()]);
  }

  #late(): Promise<void> {
    return new Promise((resolve) => void this.#options.environment.setTimer(resolve, lastOutputMs));
  }

  #stopResting(): void {
    if (this.#rest !== null) this.#options.environment.clearTimer(this.#rest);
    this.#rest = null;
  }

  /** Ends without a word. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#input = null;
    this.#drained.resolve();
    this.#stopResting();
    this.#gathered.close();
    this.#stopHearing();
  }
}
