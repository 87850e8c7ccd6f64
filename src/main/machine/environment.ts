import { randomBytes } from 'node:crypto';
import type { Environment } from '../../shared/core/environment.ts';

/** The real clock, randomness and timers. */
export const nodeEnvironment: Environment = {
  nowMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  randomBytes: (length) => randomBytes(length),
  setTimer: (run, delayMs) => setTimeout(run, delayMs),
  clearTimer: (handle) => clearTimeout(handle as NodeJS.Timeout),
};
