/** A state of a repository's files: a commit, under the name by which it was chosen. */
export interface ReviewedVersion {
  name: string;
  commit: string;
}

/** The review of what differs between two states of a repository. */
export interface Review {
  /** Seq of its opening, by which it is told from others. */
  seq: number;
  person: string;
  atMs: number;
  /** Path of the repository in the folder; '' is the folder itself. */
  repository: string;
  base: ReviewedVersion;
  /** Null for the files of the folder as they are now. */
  head: ReviewedVersion | null;
  /** Files at which each person has looked, by `reviewedFileId`. */
  looked: Readonly<Record<string, readonly string[]>>;
}

/** Slice of the open review. */
export interface ReviewsState {
  review: Review | null;
}

export const noReview: ReviewsState = { review: null };
