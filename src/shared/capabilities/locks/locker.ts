import type { HeldLock, LockLines, StolenLock } from './held-lock.ts';
import type { LockBody } from './kinds.ts';

/** A lock that somebody would like to have. */
export interface LockWish {
  /** A new random id. */
  id: string;
  ref: string | null;
  path: string | null;
  /** Pattern of files in place of one; then without a section. */
  pattern?: string;
  /**
   * Part to lock; null for the whole file. The selection moves with its text; without a session only the lines count.
   */
  section: { selection: LockBody<'lock.acquired'>['selection']; lines: LockLines } | null;
  untilMs: number | null;
  note: string;
}

/** Outcome of a wish; `off` where nobody else is there to be told. */
export type LockOutcome = { is: 'held' } | { is: 'refused'; by: HeldLock } | { is: 'off' };

/**
 * Advisory locks of files and of sections of them, by any of three means: none, files, the session. Rejects with
 * EnsembleErrors where it cannot be told to anybody.
 */
export interface Locker {
  /** Every lock that stands now, the oldest first. */
  list(): readonly HeldLock[];
  /** Locks that were ended by force, the newest last. */
  traces(): readonly StolenLock[];
  /** Takes a lock, unless somebody else has one there. */
  acquire(wish: LockWish): Promise<LockOutcome>;
  /** Gives an own lock up; another's, or one that is gone, is left as it is. */
  release(id: string): Promise<void>;
  /** Ends another's lock. That leaves a trace, and its holder is told. */
  steal(id: string, reason: string): Promise<void>;
  /** Called when `list` or `traces` give something else. Returns a function that stops it. */
  onChanged(listener: () => void): () => void;
  /** Called when somebody else has ended a lock of mine. Returns a function that stops it. */
  onLost(listener: (loss: StolenLock) => void): () => void;
}
