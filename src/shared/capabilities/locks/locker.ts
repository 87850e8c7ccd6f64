import type { HeldLock, LockLines, StolenLock } from './held-lock.ts';
import type { LockBody } from './kinds.ts';

/** A lock that somebody would like to have. */
export interface LockWish {
  /** A new random id. */
  id: string;
  ref: string | null;
  path: string | null;
  /** Null for the whole file. The selection stays with its text; where there is no session only the lines count. */
  section: { selection: LockBody<'lock.acquired'>['selection']; lines: LockLines } | null;
  untilMs: number | null;
  note: string;
}

/** What became of it; `off` where nobody else is there to be told. */
export type LockOutcome = { is: 'held' } | { is: 'refused'; by: HeldLock } | { is: 'off' };

/**
 * Advisory locks of files and of sections of them, in one of the ways to have them: none, files, the session.
 * Rejects with EnsembleErrors where it cannot be told to anybody.
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
  /** Called when `list` or `traces` give something else. Returns the way to stop. */
  onChanged(listener: () => void): () => void;
  /** Called when a lock of mine was ended by somebody else. Returns the way to stop. */
  onLost(listener: (loss: StolenLock) => void): () => void;
}
