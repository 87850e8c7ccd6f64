import type { MergeSide } from '../../text/conflict-markers.ts';

/** A side that a person has taken of a hunk. */
export interface Taken {
  person: string;
  side: MergeSide;
}

/** Sides taken of hunks in conflict: document → hunk → who took which. */
export interface MergingState {
  taken: Record<string, Record<string, Taken>>;
}

export const nothingTaken: MergingState = { taken: {} };

/** Most documents and hunks of one of them for which the state knows who took what; of older ones only the text tells. */
export const mergingLimits = { documents: 200, hunks: 300 } as const;
