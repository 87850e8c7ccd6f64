import type { Environment, TimerHandle } from '../../../shared/core/environment.ts';
import { type Activity, activityOf, nextChangeMs, type Signs } from './activity.ts';

/** Tells each change of the person's activity, once. */
export class ActivityTracker {
  readonly #environment: Environment;
  readonly #tell: (activity: Activity) => void;
  readonly #signs: Signs;
  #told: Activity | null = null;
  #timer: TimerHandle | null = null;

  constructor(environment: Environment, tell: (activity: Activity) => void, doNotDisturb = false) {
    this.#environment = environment;
    this.#tell = tell;
    this.#signs = { lastInputMs: environment.nowMs(), hiddenSinceMs: null, doNotDisturb };
    this.#update();
  }

  get isDoNotDisturb(): boolean {
    return this.#signs.doNotDisturb;
  }

  /** Notes that the person pressed a key, moved the pointer or came to this window. */
  noteInput(): void {
    this.#signs.lastInputMs = this.#environment.nowMs();
    // The running timer comes too early then, and sets the next: cheaper than a new one for each key.
    if (this.#told !== 'active' && this.#told !== 'busy') this.#update();
  }

  noteVisibility(isVisible: boolean): void {
    const nowMs = this.#environment.nowMs();
    this.#signs.hiddenSinceMs = isVisible ? null : (this.#signs.hiddenSinceMs ?? nowMs);
    if (isVisible) this.#signs.lastInputMs = nowMs;
    this.#update();
  }

  setDoNotDisturb(on: boolean): void {
    this.#signs.doNotDisturb = on;
    this.#signs.lastInputMs = this.#environment.nowMs();
    this.#update();
  }

  #update(): void {
    if (this.#timer !== null) this.#environment.clearTimer(this.#timer);
    this.#timer = null;
    const nowMs = this.#environment.nowMs();
    const activity = activityOf(this.#signs, nowMs);
    const next = nextChangeMs(this.#signs, nowMs);
    if (next !== null) this.#timer = this.#environment.setTimer(() => this.#update(), next - nowMs);
    if (activity === this.#told) return;
    this.#told = activity;
    this.#tell(activity);
  }

  dispose(): void {
    if (this.#timer !== null) this.#environment.clearTimer(this.#timer);
    this.#timer = null;
  }
}
