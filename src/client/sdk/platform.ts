import type { Environment } from '../../shared/core/environment.ts';

/** Clock, randomness and timers of the platform: Node's or a browser's. */
export const platform: Environment = {
  nowMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  setTimer: (run, delayMs) => setTimeout(run, delayMs),
  clearTimer: (handle) => clearTimeout(handle as number),
};
