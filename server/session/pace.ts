/** Up to so many receivers every entry is sent at once. */
const fewReceivers = 100;
const pausePerReceiverMs = 0.18;
const longestPauseMs = 28;

/**
 * How long a session gathers entries after it has sent some, so that they share a commit and a frame: not at all among
 * few; among many, to send each by itself would take all of the server's time. What comes after a quiet time never waits.
 */
export function pauseMsFor(receivers: number): number {
  return Math.min(longestPauseMs, Math.max(0, receivers - fewReceivers) * pausePerReceiverMs);
}
