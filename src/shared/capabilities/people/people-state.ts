import type { purposes } from '../../core/replica.ts';
import type { GrantableRight, Grants, Role } from '../../core/rights.ts';
import type { activities, comparedSides, participantTypes } from './kinds.ts';

export interface Participant {
  person: string;
  name: string;
  role: Role;
  /** Rights that differ from the role's; absent where none does. */
  grants?: Grants;
  /** Files and folders to which the session is limited for them; absent where it is not. */
  paths?: readonly string[];
  /** Seq of the newest change of that, since which they see others' words in another selection; absent for none. */
  pathsSeq?: number;
  /** Rights for which they ask, the oldest first; absent where there is none. */
  asks?: readonly GrantableRight[];
  /** Index into the twelve colours; the same as long as they are here. */
  colorIndex: number;
  /** `dismissed`: was in when the session was ended for all guests. */
  standing: 'asking' | 'admitted' | 'denied' | 'removed' | 'banned' | 'dismissed';
  /** Moment at which they were removed, where they have asked since and were not let in; absent for others. */
  removedMs?: number;
  /** Words of its own about what it is, with facts as a JSON object; absent until it says so. */
  described?: { type: (typeof participantTypes)[number]; metadata: string; sinceMs: number };
  lastSeenMs: number;
  /** Person whose agent this is, and without whose rights it has none; absent for people. */
  agentOf?: string;
  /** True for an agent that may only look, until somebody lets it go on; absent where it may. */
  isPaused?: true;
  /** True for an agent that suggests edits and makes none; absent where it makes them. */
  suggests?: true;
}

/** Place in a comparison of texts of commits, which are no documents. */
export interface Compared {
  side: (typeof comparedSides)[number];
  line: number;
  topLine: number;
}

export interface Replica {
  person: string;
  purpose: (typeof purposes)[number];
  connected: boolean;
  activity: (typeof activities)[number];
  /**
   * `terminal`: the shared terminal in which the person is instead; `review`: the file of the open review that they
   * compare; `compared`: their place in it where that is a commit's text. Absent where there is none.
   */
  focus: {
    ref: string | null;
    path: string | null;
    line: number | null;
    terminal?: string | undefined;
    review?: string | undefined;
    compared?: Compared | undefined;
  } | null;
  /** Minutes by which the person's clock is ahead of UTC; absent where they have not said so. */
  offsetMinutes?: number | undefined;
  /** Place at which the person says that they are; absent where they say none. */
  whereabouts?: string | undefined;
  /** Person whom the window follows; absent for nobody. */
  follows?: string | undefined;
}

/** A lecture: one person leads, and all others look on. */
export interface Lecture {
  person: string;
  /** Moment since which the leader has no window here; null while they do. */
  leftMs: number | null;
  /** Others who may act as if there were none. */
  floor: readonly string[];
  /** Turns by which the keyboard goes round, in a mob session; absent where one person leads throughout. */
  rotation?: Rotation;
}

/** Turns of a mob session. The leader of the lecture that it is drives; all others navigate. */
export interface Rotation {
  order: readonly string[];
  minutes: number;
  /** Number of the turn, and the moment at which it began. */
  turn: number;
  sinceMs: number;
}

/** People of a session, and their windows and programs. */
export interface PeopleState {
  participants: Record<string, Participant>;
  replicas: Record<string, Replica>;
  /** Null while nobody lectures. Parts that an empty state does not have would be in no keyframe. */
  lecture: Lecture | null;
}

export const noPeople: PeopleState = { participants: {}, replicas: {}, lecture: null };
