import type { Role } from '../core/rights.ts';
import type { Body } from './table.ts';

export interface Participant {
  person: string;
  name: string;
  role: Role;
  /** Which of the twelve colours; fixed for the session. */
  colorIndex: number;
  standing: 'asking' | 'admitted' | 'denied' | 'removed' | 'banned';
  lastSeenMs: number;
}

export interface Replica {
  person: string;
  purpose: Body<'participant.joined'>['purpose'];
  connected: boolean;
  activity: Body<'presence.changed'>['activity'];
  focus: { ref: string | null; path: string | null; line: number | null } | null;
}

export type TextFormat = Body<'doc.opened'>['format'];

/** How a text is to be written, as people choose it. */
export type WrittenAs = Body<'doc.formatted'>;

export interface DocumentInfo {
  path: string | null;
  title: string;
  format: TextFormat;
  readOnly: boolean;
  /** What the host's disk holds: the SHA-256 of the LF text, and its length; null before the first save. */
  saved: { hash: string; lengthUtf16: number } | null;
  deleted: boolean;
  openedBy: string;
  /** While the disk holds a text that overlaps what was edited here: its hash, and where the first overlap begins. */
  conflict?: { hash: string; overlaps: number; line: number };
  /** How the disk has it, while that is not how it is to be written. */
  diskFormat?: TextFormat;
  /** The people whose edits the disk does not have, the first to edit first. */
  unsaved?: string[];
}

export interface Gathering {
  seq: number;
  by: string;
  path: string;
  line: number;
}

/** A lock that somebody holds, on a document (`ref`) or on what is none (`path`). Advisory: it keeps nobody out. */
export interface Lock {
  id: string;
  ref: string | null;
  path: string | null;
  /** Null for the whole file. */
  selection: Body<'lock.acquired'>['selection'];
  /** Where the selection was when it was taken. */
  lines: Body<'lock.acquired'>['lines'];
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

export interface LocksState {
  held: Record<string, Lock>;
  /** Locks that somebody else has ended, the newest last. */
  stolen: { seq: number; at: number; by: string; reason: string; lock: Lock }[];
}

/** What every participant knows of the session, apart from the texts. Plain data: it travels as a keyframe. */
export interface SessionState {
  participants: Record<string, Participant>;
  replicas: Record<string, Replica>;
  /** replica → refs on which its edits are refused until it has rebased. */
  blocked: Record<string, string[]>;
  /** `carries`: the session's server is part of the host, and goes with it. */
  host: { term: number; replica: string; person: string; folder: string; carries?: true } | null;
  sharing: { admitEveryone: boolean; role: 'editor' | 'reviewer' | 'viewer' } | null;
  ended: boolean;
  documents: Record<string, DocumentInfo>;
  gathering: Gathering | null;
  locks: LocksState;
}

export const emptyState: SessionState = {
  participants: {},
  replicas: {},
  blocked: {},
  host: null,
  sharing: null,
  ended: false,
  documents: {},
  gathering: null,
  locks: { held: {}, stolen: [] },
};
