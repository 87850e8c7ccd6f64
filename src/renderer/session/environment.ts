import type { Environment } from '../../shared/core/environment.ts';

/** The browser's clock, randomness and timers. */
export const browserEnvironment: Environment = {
  nowMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  setTimer: (run, delayMs) => window.setTimeout(run, delayMs),
  clearTimer: (handle) => window.clearTimeout(handle as number),
};
