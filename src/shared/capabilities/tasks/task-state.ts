import type { Holding } from '../locks/holdings.ts';

/** Somebody's claim of a task, which is a document. */
export interface Claim extends Holding {
  sinceMs: number;
  seq: number;
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
