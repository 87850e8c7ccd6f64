import type { SessionClient } from '../../client/session-client.ts';
import type { TerminalAccess } from '../../shared/capabilities/terminals/access-level.ts';
import type { ScreenCheckpoint } from '../../shared/capabilities/terminals/screen-checkpoint.ts';
import type { Environment } from '../../shared/core/environment.ts';
import { Gathered, inPieces } from './gathered.ts';

/** Pause between entries: at most sixty a second. */
const pauseMs = 17;
/** Unacknowledged output above which the terminal waits (backpressure). */
const mostUnloggedBytes = 512 * 1024;

export interface Access {
  access: TerminalAccess;
  people: [string, TerminalAccess][];
}

export interface LoggedOutputOptions {
  client: SessionClient;
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
  #unloggedBytes = 0;
  #isBehind = false;
  #isOver = false;

  constructor(options: LoggedOutputOptions, given: Access) {
    this.#options = options;
    this.ref = options.ref;
    this.#gathered = new Gathered(options.environment, pauseMs, (data) => this.#publish(data));
    const { title, shell } = options;
    const { columns, rows } = options.screen();
    this.#say('terminal.opened', { title, shell, columns, rows, ...given });
    this.#publishScreen();
    this.#stopHearing = options.client.events.on('status', () => this.#catchUp());
  }

  /** True if the terminal should wait for the log. */
  get isHolding(): boolean {
    return !this.#isOver && !this.#isBehind && this.#unloggedBytes + this.#gathered.bytes > mostUnloggedBytes;
  }

  get #isOnline(): boolean {
    return this.#options.client.status.is === 'online';
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
    if (this.#isOnline && this.#isBehind && this.#unloggedBytes === 0) {
      this.#isBehind = false;
      this.#publishScreen();
    }
    this.#options.onChanged();
  }

  #publishScreen(): void {
    const { screen, after } = this.#options.screen();
    this.#publish(new Uint8Array(Buffer.concat([Buffer.from(screen), after])), true);
  }

  #publish(data: Uint8Array, isScreen = false): void {
    for (const [index, piece] of inPieces(data).entries()) {
      this.#unloggedBytes += piece.length;
      const body = isScreen && index === 0 ? { data: piece, isScreen } : { data: piece };
      this.#options.client.publish('terminal.output', body, this.ref).then(
        () => this.#logged(piece.length),
        () => this.end(),
      );
    }
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
    client.publish(kind, { term, ...body } as never, this.ref).catch(() => this.end());
  }

  resized(columns: number, rows: number): void {
    this.#say('terminal.resized', { columns, rows });
  }

  renamed(title: string): void {
    this.#say('terminal.renamed', { title });
  }

  /** Tells the log others' new access. */
  give(given: Access): void {
    this.#say('terminal.shared', given);
  }

  /** Tells the log that nobody hears more of it. */
  ended(reason: 'exited' | 'closed' | 'unshared', exitCode: number | null): void {
    this.#say('terminal.ended', { reason, exitCode });
    this.end();
  }

  /** Ends without a word. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#gathered.close();
    this.#stopHearing();
    this.#options.onChanged();
  }
}
