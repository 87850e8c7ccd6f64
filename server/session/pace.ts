/** Rest of a session after a flush, as a multiple of its cost: sending takes at most four fifths of the time. */
const restPerCost = 0.25;
/** Rests below this cost more to wait for than they save. */
const shortestRestMs = 0.5;
/** Longest rest, two frames of a screen, however dear a flush was. */
const longestRestMs = 30;

/**
 * Gives the time for which a session gathers entries after a flush, so that they share a commit and a frame: a duty
 * cycle. Where sending is cheap everything goes at once, however many listen; where it is dear, a fifth of the core stays
 * free. The first entry after a quiet time never waits.
 */
export function restMsAfter(costMs: number): number {
  const restMs = costMs * restPerCost;
  return restMs < shortestRestMs ? 0 : Math.min(longestRestMs, restMs);
}
