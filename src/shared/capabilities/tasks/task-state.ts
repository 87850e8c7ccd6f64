/** Somebody's claim of a task, which is a document. */
export interface Claim {
  person: string;
  /** The replica that claimed it. */
  by: string;
  sinceMs: number;
  seq: number;
  untilMs: number | null;
  /** Time at which its holder's last window went; null while they are here. */
  leftMs: number | null;
}

/** Claims of a session. */
export interface ClaimsState {
  /** By the document of the task. */
  held: Record<string, Claim>;
  /** Claims that somebody else has ended, the newest last. */
  stolen: { seq: number; at: number; by: string; reason: string; ref: string; claim: Claim }[];
}

export interface ClaimsSlice {
  claims: ClaimsState;
}

export const noClaims: ClaimsSlice = { claims: { held: {}, stolen: [] } };
