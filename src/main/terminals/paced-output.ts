import type { Environment, TimerHandle } from '../../shared/core/environment.ts';

/** Longest work on output in one turn of the event loop: everybody's keys pass between two of them. */
const mostTurnMs = 8;
/** Work between two looks at the clock, in cells of the screen: about two turns' worth, were it the costliest kind. */
const sliceCells = 250_000;
/** Columns of a new line that cost as much as a cell: its memory is used again. */
const columnsPerCell = 16;
/** Rate of costly output, which rests after a turn for a multiple of its time (a duty cycle). */
const costlyBytesPerMs = 500;
const restPerTurn = 2;
/** Waiting output above which the program is held back. */
const mostWaitingBytes = 64 * 1024;
/** Longest work on what is left of a program that has ended. */
const mostRestMs = 2_000;

const newline = 0x0a;
const escapeByte = 0x1b;
/** Second byte of the control of 8 bits that begins a sequence. */
const eightBitSequence = 0x9b;

export interface PacedOutputOptions {
  environment: Environment;
  take: (slice: Uint8Array) => void;
  size: () => { columns: number; rows: number };
  /** Called when it holds the program back, or does so no more. */
  onChanged: () => void;
}

/**
 * Output on its way to the emulator, as fast as that can be without keeping the event loop. A sequence of two bytes
 * clears or scrolls a whole screen, so that 64 kB may be the work of minutes: output is cut by what it can cost.
 */
export class PacedOutput {
  readonly #options: PacedOutputOptions;
  #waiting: Uint8Array[] = [];
  #bytes = 0;
  #timer: TimerHandle | null = null;
  #finish: { byMs: number; done: () => void } | null = null;

  constructor(options: PacedOutputOptions) {
    this.#options = options;
  }

  /** True if the program should wait. */
  get isHolding(): boolean {
    return this.#bytes > mostWaitingBytes;
  }

  add(data: Uint8Array): void {
    this.#waiting.push(data);
    this.#bytes += data.length;
    if (this.#timer === null) this.#turn();
  }

  #turn(): void {
    const { environment } = this.#options;
    const beganMs = environment.elapsedMs();
    let bytes = 0;
    let spentMs = 0;
    while (this.#bytes > 0 && spentMs < mostTurnMs) {
      const slice = this.#next();
      bytes += slice.length;
      this.#options.take(slice);
      spentMs = environment.elapsedMs() - beganMs;
    }
    if (this.#finish !== null && (this.#bytes === 0 || environment.elapsedMs() > this.#finish.byMs))
      return this.close();
    const isCostly = spentMs >= mostTurnMs && bytes < costlyBytesPerMs * spentMs && this.#finish === null;
    if (isCostly || this.#bytes > 0) this.#rest(isCostly ? spentMs * restPerTurn : 0);
    this.#options.onChanged();
  }

  #rest(ms: number): void {
    this.#timer = this.#options.environment.setTimer(() => {
      this.#timer = null;
      this.#turn();
    }, ms);
  }

  /** Cuts off output whose work is bounded. */
  #next(): Uint8Array {
    const { columns, rows } = this.#options.size();
    const first = this.#waiting[0]!;
    let cells = 0;
    let at = 0;
    for (; at < first.length && cells < sliceCells; at++) {
      const byte = first[at]!;
      if (byte === escapeByte || byte === eightBitSequence) cells += columns * rows;
      else cells += byte === newline ? 1 + columns / columnsPerCell : 1;
    }
    if (at === first.length) this.#waiting.shift();
    else this.#waiting[0] = first.subarray(at);
    this.#bytes -= at;
    return at === first.length ? first : first.subarray(0, at);
  }

  /** Takes the rest of a program that has ended, without resting. Calls `done` behind it, at once where there is none. */
  finish(done: () => void): void {
    if (this.#bytes === 0) return done();
    const { environment } = this.#options;
    this.#finish = { byMs: environment.elapsedMs() + mostRestMs, done };
    if (this.#timer !== null) environment.clearTimer(this.#timer);
    this.#rest(0);
  }

  /** Drops what waits. */
  close(): void {
    if (this.#timer !== null) this.#options.environment.clearTimer(this.#timer);
    this.#timer = null;
    this.#waiting = [];
    this.#bytes = 0;
    const finish = this.#finish;
    this.#finish = null;
    finish?.done();
  }
}
