import type { SessionClient } from '../../client/session-client.ts';
import type { TerminalAccess } from '../../shared/capabilities/terminals/access-level.ts';
import type { ScreenCheckpoint } from '../../shared/capabilities/terminals/screen-checkpoint.ts';
import type { Environment } from '../../shared/core/environment.ts';
import { Gathered, inPieces } from './gathered.ts';

/** Pause between entries: at most sixty a second. */
const pauseMs = 17;
/** Unacknowledged output above which the terminal waits (backpressure). */
const mostUnloggedBytes = 512 * 1024;

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
  screen: () => ScreenCheckpoint;
  onChanged: () => void;
}

/**
 * Output of a shared terminal on its way into the log. Where the log cannot be reached it is dropped, and the screen
 * told anew.
 */
export class LoggedOutput {
  readonly ref: string;
  readonly #options: LoggedOutputOptions;
  readonly #gathered: Gathered;
  readonly #stopHearing: () => void;
  #title: string;
  #toldTitle: string;
  #access: TerminalAccess;
  #unloggedBytes = 0;
  /** True while output is dropped, for which the whole screen is told later; so at first, until the log knows of it. */
  #isBehind = true;
  #isOpen = false;
  #told: { columns: number; rows: number };
  #said: Promise<unknown> = Promise.resolve();
  #isOver = false;
  #drained = Promise.withResolvers<void>();

  constructor(options: LoggedOutputOptions, given: Access) {
    this.#options = options;
    this.ref = options.ref;
    this.#gathered = new Gathered(options.environment, pauseMs, (data) => this.#publish(data));
    this.#title = options.title;
    this.#access = given.access;
    const { columns, rows } = options.screen();
    this.#told = { columns, rows };
    this.#toldTitle = this.#openTitle;
    this.#say('terminal.opened', { title: this.#toldTitle, shell: options.shell, columns, rows, ...given });
    void this.#said.then(() => {
      this.#isOpen = true;
      this.#catchUp();
    });
    this.#stopHearing = options.bulk.events.on('status', () => this.#catchUp());
  }

  /** True if the terminal should wait for the log. */
  get isHolding(): boolean {
    return !this.#isOver && !this.#isBehind && this.#unloggedBytes + this.#gathered.bytes > mostUnloggedBytes;
  }

  get #isOnline(): boolean {
    return this.#options.bulk.status.is === 'online';
  }

  add(data: Uint8Array): void {
    if (this.#isOver || this.#isBehind) return;
    // An outbox that nobody empties is not filled.
    if (!this.#isOnline && this.#unloggedBytes > 0) {
      this.#isBehind = true;
      this.#gathered.clear();
    } else this.#gathered.add(data);
  }

  #catchUp(): void {
    if (!this.#isOver && this.#isOpen && this.#isOnline && this.#isBehind && this.#unloggedBytes === 0) {
      this.#isBehind = false;
      this.#publishScreen();
    }
    this.#options.onChanged();
    if (this.#unloggedBytes === 0) this.#drained.resolve();
  }

  #publishScreen(): void {
    const { screen, after } = this.#options.screen();
    this.#publish(new Uint8Array(Buffer.concat([Buffer.from(screen), after])), true);
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
    kind: 'terminal.opened' | 'terminal.resized' | 'terminal.renamed' | 'terminal.shared' | 'terminal.ended',
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

  /** Tells the log that nobody hears more of it: at once where it is unshared, else once it has the last output. */
  async ended(reason: 'exited' | 'closed' | 'unshared', exitCode: number | null): Promise<void> {
    this.#gathered.flush();
    if (reason !== 'unshared' && this.#unloggedBytes > 0 && this.#isOnline) {
      this.#drained = Promise.withResolvers();
      await Promise.race([this.#drained.promise, this.#late()]);
    }
    this.#say('terminal.ended', { reason, exitCode });
    const { said } = this;
    this.end();
    await said;
  }

  #late(): Promise<void> {
    return new Promise((resolve) => void this.#options.environment.setTimer(resolve, lastOutputMs));
  }

  /** Ends without a word. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#drained.resolve();
    this.#gathered.close();
    this.#stopHearing();
    this.#options.onChanged();
  }
}
