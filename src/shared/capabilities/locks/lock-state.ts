import type { LockBody } from './kinds.ts';

/** A lock that somebody holds, on a document (`ref`) or on what is none (`path`). Advisory: it keeps nobody out. */
export interface Lock {
  id: string;
  ref: string | null;
  path: string | null;
  /** Null for the whole file. */
  selection: LockBody<'lock.acquired'>['selection'];
  /** Where the selection was when it was taken. */
  lines: LockBody<'lock.acquired'>['lines'];
  person: string;
  /** The replica that took it. */
  by: string;
  sinceMs: number;
  seq: number;
  untilMs: number | null;
  note: string;
  /** When its holder's last window went; null while they are here. */
  leftMs: number | null;
}

/** Locks of a session. */
export interface LocksState {
  held: Record<string, Lock>;
  /** Locks that somebody else has ended, the newest last. */
  stolen: { seq: number; at: number; by: string; reason: string; lock: Lock }[];
}

export interface LocksSlice {
  locks: LocksState;
}

export const noLocks: LocksSlice = { locks: { held: {}, stolen: [] } };
