import type { Environment } from '../../../../src/shared/core/environment.ts';

/** A clock that the test moves; timers run when their moment is reached. */
export class ManualClock implements Environment {
  #nowMs = 1_000_000;
  #timers: { atMs: number; run: () => void }[] = [];

  elapsedMs(): number {
    return this.nowMs();
  }

  nowMs(): number {
    return this.#nowMs;
  }

  randomBytes(length: number): Uint8Array {
    return new Uint8Array(length);
  }

  setTimer(run: () => void, delayMs: number): object {
    const timer = { atMs: this.#nowMs + delayMs, run };
    this.#timers.push(timer);
    return timer;
  }

  clearTimer(handle: object | number): void {
    this.#timers = this.#timers.filter((timer) => timer !== handle);
  }

  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const due = this.#timers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (!due) break;
      this.clearTimer(due);
      this.#nowMs = due.atMs;
      due.run();
    }
    this.#nowMs = endMs;
  }
}
