import type { ReviewsState } from '../reviews/review-state.ts';
import type { CommentMoment, CommentPlace, Verdict } from './kinds.ts';

export interface Comment {
  id: string;
  person: string;
  atMs: number;
  words: string;
  /** People who are meant by it. */
  mentions: readonly string[];
  /** Time of the newest other words; null for the first ones. */
  editedMs: number | null;
}

export interface CommentThread {
  id: string;
  /** Its document. */
  ref: string;
  /** Person who began it; their first comment may be gone. */
  beganBy: string;
  place: CommentPlace;
  /** Moment of a recording that it is about; null for the text of its time. */
  moment: CommentMoment | null;
  /** Person and time of its end; null while it is open. */
  resolved: { person: string; atMs: number } | null;
  /** The oldest first; never empty. */
  comments: readonly Comment[];
}

export interface Review {
  verdict: Exclude<Verdict, 'none'>;
  words: string;
  atMs: number;
}

/** Comments of a session. */
export interface CommentsState {
  threads: Readonly<Record<string, CommentThread>>;
  /** Number of threads that each person has begun, and length of everything that they have said. */
  shares: Readonly<Record<string, { threads: number; units: number }>>;
  /** Newest verdict of each person; `standingVerdicts` tells those that count. */
  reviews: Readonly<Record<string, Review>>;
}

export interface CommentsSlice {
  comments: CommentsState;
}

export const noComments: CommentsSlice = { comments: { threads: {}, shares: {}, reviews: {} } };

/**
 * Gives the verdicts that count: while a review is open, those since it has begun, since each belongs to the review in which
 * it was said. By reading, not by the fold: people who see a part of the folder are told of no review.
 */
export function standingVerdicts({ comments, review }: CommentsSlice & ReviewsState): CommentsState['reviews'] {
  if (review === null) return comments.reviews;
  return Object.fromEntries(Object.entries(comments.reviews).filter(([, { atMs }]) => atMs >= review.atMs));
}
