import type { Environment, TimerHandle } from '../../src/shared/core/environment.ts';

/** A clock that goes on by command alone, and seeded dice: the same course every time. */
export class VirtualEnvironment implements Environment {
  #nowMs: number;
  #seed: number;
  /** Waits for what is under way outside of this process: the log's disk. */
  settle: () => Promise<unknown> = async () => undefined;
  readonly #timers = new Map<object, { atMs: number; run: () => void }>();

  constructor(nowMs: number, seed: number) {
    this.#nowMs = nowMs;
    this.#seed = seed;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  elapsedMs(): number {
    return this.#nowMs;
  }

  /** Draws a number from 0 to 1 (mulberry32). */
  draw(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  randomBytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => Math.floor(this.draw() * 256));
  }

  setTimer(run: () => void, delayMs: number): TimerHandle {
    const handle = {};
    this.#timers.set(handle, { atMs: this.#nowMs + Math.max(0, delayMs), run });
    return handle;
  }

  clearTimer(handle: TimerHandle): void {
    this.#timers.delete(handle as object);
  }

  /** Lets time pass: timers run in their order, and what they cause is over before the next. */
  async pass(ms: number): Promise<void> {
    const until = this.#nowMs + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, { atMs }]) => atMs <= until).sort(([, a], [, b]) => a.atMs - b.atMs)[0];
      if (!due) break;
      this.#timers.delete(due[0]);
      this.#nowMs = Math.max(this.#nowMs, due[1].atMs);
      due[1].run();
      await this.#settled();
    }
    this.#nowMs = until;
    await this.#settled();
  }

  /** Resolves once everything that is under way is over: no step of the sample waits for a network. */
  async #settled(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
      await this.settle();
    }
  }
}
