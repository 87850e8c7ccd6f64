import type { Entry } from '../../src/shared/core/entry.ts';

export interface Stamp {
  seq: number;
  at: number;
}

export interface Checkpoint {
  seq: number;
  bytes: Uint8Array;
}

/** A number (n) of a replica that a refused entry used up. */
export interface UsedUp {
  by: string;
  n: number;
}

/** Entries that leave a log for good: one, or all that are about a ref up to a seq. */
export type Burial = { seq: number } | { ref: string; upTo: number };

/** A packed stretch of a log, up to the entry `last`, with what is read of it first. */
export interface Segment {
  last: number;
  /** Its index, as `packNotes` of server/replay writes it. */
  index: Uint8Array;
  /** State after its last entry; null where none is kept. */
  state: Uint8Array | null;
}

/** A segment as it is listed. */
export type ListedSegment = Omit<Segment, 'state'> & { isEmpty: boolean };

/** A packed stretch with its entries: none where they have left the log, and the state stands for them. */
export interface WholeSegment extends Segment {
  entries: readonly Entry[];
}

/** Checkpoint of a ref that stands for all of its entries in (since, seq]. */
export interface RefCheckpoint extends Checkpoint {
  ref: string;
  since: number;
}

/** A stretch of a log, written anew without some of its entries. */
export interface Condensed {
  after: number;
  upTo: number;
  /** All that stays of it, in order, up to `upTo`. */
  segments: readonly WholeSegment[];
  /** Checkpoints that stand for the entries that leave, of refs that go on. Earlier ones in its stretch leave. */
  checkpoints: readonly RefCheckpoint[];
  /** Seqs of markers in what leaves: of entries of recordings, only these leave with it. */
  markers: readonly number[];
  /** Refs of which nothing goes on: their checkpoints in the stretch leave. */
  ended: readonly string[];
}

/** Content of a ref that is not there behind an entry, until another has its outcome. */
export interface CutOut {
  ref: string;
  after: number;
  upTo: number;
}

/** Content of a ref that leaves a stretch of a log. */
export interface Excision extends CutOut {
  kinds: readonly string[];
  /** Entries in its place: each has the seq of one that leaves. */
  instead: readonly Entry[];
}

/** Makes the index of a segment anew from which entries leave; others may have the place of some. */
export type Reindex = (index: Uint8Array, gone: ReadonlySet<number>, instead: readonly Entry[]) => Uint8Array;

/** Makes a kept state anew without what is buried; null drops it. */
export type Redact = (state: Uint8Array) => Uint8Array | null;

/** Entries of a ref, or of none, that give way to others, and what was made of them. */
export interface Blanking {
  ref: string | null;
  /** Entries in their place: each has the seq of one that leaves. */
  instead: readonly Entry[];
  reindex: Reindex;
  redact: Redact;
}

/** Size of a session's log. */
export interface LogUsage {
  historyBytes: number;
  checkpointBytes: number;
  /** Time of the oldest entry that is kept outside of the newest of `latest` kinds; null for none. */
  oldestMs: number | null;
}

/** Parts of an entry that decide on the readers of a blob it names. */
export type Naming = Pick<Entry, 'by' | 'kind' | 'ref' | 'to'>;

/**
 * The ordered log of sessions: the only authority on events and their order. tests/contract/log-contract.ts holds every
 * implementation to this.
 */
export interface Log {
  /**
   * Adds a batch: all of it or nothing, on the disk when the promise resolves. Entries of `latest` kinds take the place
   * of their predecessor by the same replica, kind and ref; those of the host, of that by any; and go with their
   * replica when an entry forgets that. An entry whose (by, n) is there already is not added again: its first stamp is
   * given, or zeros where it is packed.
   * `recorded`: those of `latest` kinds that are kept also behind their successors, for `readRecorded`.
   * Throws `stale-term` when another server has taken the session over, `no-space` when the disk is full.
   */
  append(
    session: string,
    term: number,
    batch: readonly Entry[],
    usedUp?: readonly UsedUp[],
    recorded?: ReadonlySet<Entry>,
  ): Promise<Stamp[]>;
  /**
   * Imports entries as another log has stamped them, in order, and the last n of replicas. Entries that are here
   * already stay as they are, so that an interrupted copying can go on. Only for a session that nobody has claimed
   * here.
   */
  bring(session: string, entries: readonly Entry[], lastNs: readonly UsedUp[]): Promise<void>;
  /** Ids of all sessions that are here. */
  sessions(): Promise<string[]>;
  /** Says whether a session was ever claimed here. */
  isClaimed(session: string): Promise<boolean>;
  /** Takes the session over: appends of lower terms are refused from now on. Returns the new term. */
  claim(session: string): Promise<number>;
  /** Newest seq; 0 for an empty session. */
  head(session: string): Promise<number>;
  /** Last n of every replica, taken or used up. */
  lastNs(session: string): Promise<Map<string, number>>;
  /** Reads entries in (after, upTo] by seq, at most `limit`. */
  read(session: string, after: number, upTo: number, limit: number): Promise<Entry[]>;
  /** Reads entries of one ref only. */
  readRef(session: string, ref: string, after: number, upTo: number, limit: number): Promise<Entry[]>;
  /** Reads as `read` does, and as `readRef` where a ref is given, with all entries that were kept for a recording. */
  readRecorded(session: string, ref: string | null, after: number, upTo: number, limit: number): Promise<Entry[]>;
  /** Reads the entries by which recordings began, were changed and ended. */
  recordings(session: string): Promise<Entry[]>;
  /** Keeps the newest checkpoint of a ref, or of the session's own state under the ref ''. */
  putCheckpoint(session: string, ref: string, checkpoint: Checkpoint): Promise<void>;
  checkpoint(session: string, ref: string): Promise<Checkpoint | null>;
  /** Seq of each ref's checkpoint. */
  checkpointed(session: string): Promise<Map<string, number>>;
  /**
   * Packs the entries behind the last segment up to `segment.last` into one, all or nothing; every reader still finds
   * them. Those of recordings stay as they are.
   */
  pack(session: string, segment: Segment): Promise<void>;
  /** Lists the segments, in their order, without their states; one that is empty stands for entries that have left. */
  segments(session: string): Promise<ListedSegment[]>;
  /** Newest state that is kept from the end of a segment, up to a seq. */
  packedState(session: string, upTo: number): Promise<Checkpoint | null>;
  /** Keeps a checkpoint beside those of the same ref, for replays. */
  keepCheckpoint(session: string, ref: string, checkpoint: Checkpoint): Promise<void>;
  /** Newest of all checkpoints of a ref, up to a seq. */
  checkpointUpTo(session: string, ref: string, upTo: number): Promise<Checkpoint | null>;
  /** Drops the entries of one kind and ref up to `upTo`; a checkpoint stands for them. */
  trim(session: string, kind: string, ref: string, upTo: number): Promise<void>;
  /**
   * Takes entries out for good, durably: `entry.buried` stands in the place of each, with the same seq, at, by and n;
   * of `latest` kinds nothing stays, and nothing older of the same replica and kind comes to light. The checkpoint of a
   * ref goes with its entries, and the state's where it may know of them. Buried entries stay so. States that stand for
   * condensed entries are redacted, others that are kept in segments dropped.
   */
  bury(session: string, burial: Burial, redact?: Redact): Promise<void>;
  /**
   * Writes a stretch anew, all or nothing, durably. Entries of recordings but for markers, and the newest of `latest`
   * kinds, stay beside it; those that were kept behind their successors stay where a segment has them.
   */
  condense(session: string, stretch: Condensed): Promise<void>;
  /**
   * Takes the content of a ref out of a stretch for good, all or nothing, durably. Checkpoints of the ref from inside it
   * leave too, as the last entry in its place stands for all of its past. It is among the `cuts` from then on.
   */
  excise(session: string, excision: Excision, reindex: Reindex): Promise<void>;
  /**
   * Takes single entries of a ref out for good, all or nothing, durably: `entry.buried` stands in the place of each. All
   * states that are kept in segments from there on are redacted; checkpoints stay.
   */
  blank(session: string, blanking: Blanking): Promise<void>;
  /** Lists the contents that were cut out, also where their bounds have left the log since. */
  cuts(session: string): Promise<CutOut[]>;
  /** Adds contents that were cut out of the log from which a session came. */
  bringCuts(session: string, cuts: readonly CutOut[]): Promise<void>;
  /** Number of times that something was taken out (`bury`, `condense`, `excise`, `blank`): a copy from before has that. */
  removals(session: string): Promise<number>;
  /** Takes out all of a session. Throws `exists` for one that was ever claimed here. */
  drop(session: string): Promise<void>;
  /** Measures what is kept of a session. */
  usage(session: string): Promise<LogUsage>;
  /** Makes what has left the log unreadable in everything that is kept of its writing. */
  scrub(): Promise<void>;
  /** Reads the entries of `latest` kinds about a ref, up to `upTo` by seq. */
  latestOf(session: string, ref: string, upTo: number): Promise<Entry[]>;
  /** Hashes of the blobs that entries name. */
  blobs(session: string): Promise<Set<string>>;
  /** Lists the entries that name a blob; alike ones count once. */
  naming(session: string, blob: string): Promise<Naming[]>;
  close(): Promise<void>;
}
