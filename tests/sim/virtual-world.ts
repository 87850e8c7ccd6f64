import type { Environment } from '../../src/shared/core/environment.ts';
import { Random } from './random.ts';

interface Timer {
  atMs: number;
  order: number;
  run: () => void;
}

/** Turns of the microtask queue that let every promise chain come to rest. */
const settlingTurns = 60;

/** Clock, timers and random numbers of a simulation. Nothing in it moves unless it is told to. */
export class VirtualWorld {
  readonly random: Random;
  nowMs = 1_700_000_000_000;
  readonly #timers = new Set<Timer>();
  #order = 0;
  readonly #seeds = new Set<number>();

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /**
   * An environment whose ids come from a stream of its own, so that one participant's draws do not shift another's.
   * Timers of one who is dead by then do nothing.
   */
  environment(isAlive: () => boolean = () => true): Environment {
    const random = new Random(this.#freshSeed());
    return {
      nowMs: () => this.nowMs,
      elapsedMs: () => this.nowMs,
      randomBytes: (length) => random.bytes(length),
      setTimer: (run, delayMs) => this.after(delayMs, () => isAlive() && run()),
      clearTimer: (timer) => void this.#timers.delete(timer as Timer),
    };
  }

  /** Fresh for each: two environments with the same numbers would give the same ids, as never happens in life. */
  #freshSeed(): number {
    const seed = this.random.below(0xffffffff);
    if (this.#seeds.has(seed)) return this.#freshSeed();
    this.#seeds.add(seed);
    return seed;
  }

  after(delayMs: number, run: () => void): Timer {
    const timer = { atMs: this.nowMs + Math.max(0, delayMs), order: this.#order++, run };
    this.#timers.add(timer);
    return timer;
  }

  /** Moves the clock on without running due timers: as after a sleep, all of them are late. */
  skip(durationMs: number): void {
    this.nowMs += durationMs;
  }

  /** Lets promises come to rest, without moving the clock. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < settlingTurns; turn++) await Promise.resolve();
  }

  /** Moves the clock on, running each timer at its time. */
  async run(durationMs: number): Promise<void> {
    const untilMs = this.nowMs + durationMs;
    await this.settle();
    for (;;) {
      let next: Timer | null = null;
      for (const timer of this.#timers) {
        if (
          timer.atMs <= untilMs &&
          (!next || timer.atMs < next.atMs || (timer.atMs === next.atMs && timer.order < next.order))
        )
          next = timer;
      }
      if (!next) break;
      this.#timers.delete(next);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
      await this.settle();
    }
    this.nowMs = untilMs;
  }
}
