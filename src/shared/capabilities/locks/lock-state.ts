import type { Holding } from './holdings.ts';
import type { LockBody } from './kinds.ts';
import type { TreeLease } from './tree-lease.ts';

/** A held lock, on a document (`ref`), another file (`path`) or several (`pattern`). Advisory: it keeps no person out. */
export interface Lock extends Holding {
  id: string;
  ref: string | null;
  path: string | null;
  /** Missing for a lock on one file. */
  pattern?: string;
  /** Null for the whole file. */
  selection: LockBody<'lock.acquired'>['selection'];
  /** Lines of the selection at the time of locking. */
  lines: LockBody<'lock.acquired'>['lines'];
  sinceMs: number;
  seq: number;
  note: string;
}

/** Locks of a session. */
export interface LocksState {
  held: Record<string, Lock>;
  /** Lease of the whole tree; missing while there is none. */
  tree?: TreeLease;
  /** Locks that somebody else has ended, the newest last. */
  stolen: { seq: number; at: number; by: string; reason: string; lock: Lock }[];
}

export interface LocksSlice {
  locks: LocksState;
}

export const noLocks: LocksSlice = { locks: { held: {}, stolen: [] } };
