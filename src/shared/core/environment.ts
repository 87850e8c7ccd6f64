/** Clock, randomness and timers, handed in so that a simulation can own them. */
export interface Environment {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** A steady clock for durations, with fractions of a ms; in a simulation it stands still while code runs. */
  elapsedMs(): number;
  /** Cryptographically random bytes; in a simulation, seeded ones. */
  randomBytes(length: number): Uint8Array;
  /** Calls `run` once, `delayMs` from now. Returns a handle for `clearTimer`. */
  setTimer(run: () => void, delayMs: number): TimerHandle;
  clearTimer(handle: TimerHandle): void;
}

export type TimerHandle = object | number;

/** A random unsigned 32-bit integer, as Yjs wants its client ids. */
export function randomUint32(environment: Environment): number {
  const bytes = environment.randomBytes(4);
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
}
