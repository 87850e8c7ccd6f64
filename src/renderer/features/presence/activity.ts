import type { Replica } from '../../../shared/capabilities/people/people-state.ts';

export type Activity = Replica['activity'];

export const idleAfterMs = 5 * 60_000;
export const awayAfterMs = 10 * 60_000;
/** Time in another tab that is no absence. */
export const hiddenGraceMs = 5_000;

/** Signs of the person at this window. */
export interface Signs {
  lastInputMs: number;
  /** Time at which the window was hidden, or null while it can be seen. */
  hiddenSinceMs: number | null;
  doNotDisturb: boolean;
}

/** Judges the activity by the signs and the time. */
export function activityOf({ lastInputMs, hiddenSinceMs, doNotDisturb }: Signs, nowMs: number): Activity {
  if (doNotDisturb) return 'busy';
  if (nowMs - lastInputMs >= awayAfterMs) return 'away';
  if (hiddenSinceMs !== null && nowMs - hiddenSinceMs >= hiddenGraceMs) return 'away';
  return nowMs - lastInputMs >= idleAfterMs ? 'idle' : 'active';
}

/** Time of the next change of activity without another sign; null for never. */
export function nextChangeMs({ lastInputMs, hiddenSinceMs, doNotDisturb }: Signs, nowMs: number): number | null {
  if (doNotDisturb) return null;
  const moments = [lastInputMs + idleAfterMs, lastInputMs + awayAfterMs];
  if (hiddenSinceMs !== null) moments.push(hiddenSinceMs + hiddenGraceMs);
  const coming = moments.filter((moment) => moment > nowMs);
  return coming.length === 0 ? null : Math.min(...coming);
}
