import type { Environment, TimerHandle } from '../../shared/core/environment.ts';
import { ByteAllowance } from './byte-allowance.ts';

/** Output that a terminal takes of its program where no window takes it: at once, and a second. */
const burstBytes = 1024 * 1024;
const bytesPerSecond = 2 * 1024 * 1024;

/**
 * Flow control of a terminal whose output no window of its owner's takes: nothing else would hold a flood back, which
 * keeps the host busy with a screen that nobody could follow.
 */
export class UnattendedIntake {
  readonly #environment: Environment;
  readonly #onChanged: () => void;
  readonly #allowance: ByteAllowance;
  #rest: TimerHandle | null = null;

  /** `onChanged` is called when the program may go on. */
  constructor(environment: Environment, onChanged: () => void) {
    this.#environment = environment;
    this.#onChanged = onChanged;
    this.#allowance = new ByteAllowance(environment, bytesPerSecond, burstBytes);
  }

  /** True while the program should wait. */
  get isHolding(): boolean {
    return this.#rest !== null;
  }

  /** Counts output that was taken. */
  take(bytes: number): void {
    const excess = this.#allowance.excessAfter(bytes);
    if (excess === 0 || this.#rest !== null) return;
    // Rested until a tenth of a second's worth may pass, so that it is not stopped at each piece.
    const restMs = (excess / bytesPerSecond) * 1000 + 100;
    this.#rest = this.#environment.setTimer(() => {
      this.#rest = null;
      this.#onChanged();
    }, restMs);
  }

  /** Lets the program go on: a window takes its output now, or it has ended. */
  end(): void {
    if (this.#rest !== null) this.#environment.clearTimer(this.#rest);
    this.#rest = null;
  }
}
