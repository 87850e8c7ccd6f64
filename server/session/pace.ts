/** Rest of a session after a flush, as a multiple of what that flush cost: of two parts of the time, sending takes one. */
const restPerCost = 1;
/** A rest that is shorter costs more to wait for than it saves. */
const shortestRestMs = 0.5;
/** Two frames of a screen, however dear a flush was. */
const longestRestMs = 30;

/**
 * How long a session gathers entries after a flush, so that they share a commit and a frame: a duty cycle. Where sending is
 * cheap everything goes at once, however many listen; where it is dear, only as much is gathered as keeps half of the core
 * free. What comes after a quiet time never waits.
 */
export function restMsAfter(costMs: number): number {
  const restMs = costMs * restPerCost;
  return restMs < shortestRestMs ? 0 : Math.min(longestRestMs, restMs);
}
