/**
 * Bounds of comments. The fold goes by them as well, so they never change for these versions of the kinds.
 */
export const commentLimits = {
  /** Length of one comment. */
  words: 8_000,
  /** Length of the words of a verdict. */
  verdictWords: 2_000,
  mentions: 20,
  /** Threads of a session, and of one person in it. */
  threads: 2_000,
  threadsOfOne: 500,
  /** Comments of one thread. */
  comments: 200,
  /** Length of everything that the comments of a session, and of one person, hold; quotes included. */
  units: 2_000_000,
  unitsOfOne: 300_000,
  /** Bytes of a relative position. */
  positionBytes: 200,
} as const;
