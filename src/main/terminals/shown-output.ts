import type { TerminalOutput } from '../../shared/capabilities/terminals/methods.ts';
import type { Environment, TimerHandle } from '../../shared/core/environment.ts';
import { Gathered, inPieces } from './gathered.ts';

const pauseMs = 4;
/** Watermarks of unshown output: a window with more holds the terminal back, until it has less than the second. */
const mostUnshownBytes = 256 * 1024;
const fewUnshownBytes = 32 * 1024;
/** Time after which a window that shows nothing is skipped, where others look on. */
const stallMs = 2_000;

export interface ShownOutputOptions {
  environment: Environment;
  /** Resolves once the window has taken the part. Rejects where it is gone. */
  tell: (part: TerminalOutput) => Promise<void>;
  /** The whole screen, for a window that begins with it or was skipped. */
  screen: () => { data: Uint8Array; columns: number; rows: number };
  /** Says whether others look on, whom a stalled window must not hold up. */
  hasOthers: () => boolean;
  /** Called when it holds the terminal back, or does so no more. */
  onChanged: () => void;
}

/** Output of a terminal on its way to the window of its owner. */
export class ShownOutput {
  readonly #options: ShownOutputOptions;
  readonly #gathered: Gathered;
  #unshownBytes = 0;
  #isHolding = false;
  #isSkipping = false;
  #isOthers = false;
  #sent: Promise<void> = Promise.resolve();
  #stall: TimerHandle | null = null;

  constructor(options: ShownOutputOptions) {
    this.#options = options;
    this.#gathered = new Gathered(options.environment, pauseMs, (data) => this.#tell(data));
    this.#sendScreen();
  }

  /** True if the terminal should wait for this window. */
  get isHolding(): boolean {
    return this.#isHolding;
  }

  /** True while nothing is sent to a window that is stalled. */
  get isSkipping(): boolean {
    return this.#isSkipping;
  }

  add(data: Uint8Array): void {
    if (!this.#isSkipping) this.#gathered.add(data);
  }

  /** Tells the size, and whether it is that of somebody else's window; the owner's own window knows its own. */
  size(size: { columns: number; rows: number }, isOthers: boolean): void {
    if (!isOthers && !this.#isOthers) return;
    this.#isOthers = isOthers;
    this.#gathered.flush();
    this.#send({ is: 'size', isOthers, ...size }, 0);
  }

  #tell(data: Uint8Array): void {
    for (const piece of inPieces(data)) this.#send({ is: 'output', data: piece }, piece.length);
    if (this.#unshownBytes > mostUnshownBytes) this.#hold();
  }

  #sendScreen(): void {
    const { data, ...size } = this.#options.screen();
    const [first = new Uint8Array(), ...rest] = inPieces(data);
    this.#send({ is: 'screen', data: first, ...size }, 0);
    for (const piece of rest) this.#send({ is: 'output', data: piece }, 0);
  }

  #send(part: TerminalOutput, bytes: number): void {
    this.#unshownBytes += bytes;
    this.#sent = this.#options.tell(part).then(
      () => this.#taken(bytes),
      () => undefined,
    );
  }

  #hold(): void {
    this.#isHolding = true;
    this.#stall ??= this.#options.environment.setTimer(() => this.#stalled(), stallMs);
    this.#options.onChanged();
  }

  #stalled(): void {
    this.#stall = null;
    if (!this.#isHolding) return;
    if (this.#options.hasOthers()) {
      this.#isSkipping = true;
      this.#isHolding = false;
      this.#gathered.clear();
      this.#options.onChanged();
    } else this.#hold();
  }

  #taken(bytes: number): void {
    this.#unshownBytes -= bytes;
    if (this.#unshownBytes > fewUnshownBytes) return;
    if (this.#stall !== null) this.#options.environment.clearTimer(this.#stall);
    this.#stall = null;
    if (this.#isSkipping) {
      this.#isSkipping = false;
      this.#sendScreen();
    } else if (this.#isHolding) {
      this.#isHolding = false;
      this.#options.onChanged();
    }
  }

  /** Sends the rest, and the exit code. Resolves once the window has all of it, or is gone. */
  async end(exitCode: number | null): Promise<void> {
    this.#gathered.flush();
    this.#send({ is: 'exited', exitCode }, 0);
    await this.#sent;
  }

  close(): void {
    if (this.#stall !== null) this.#options.environment.clearTimer(this.#stall);
    this.#gathered.close();
    this.#isHolding = false;
  }
}
