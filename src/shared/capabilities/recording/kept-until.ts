import type { PastRecording } from './methods.ts';

const dayMs = 24 * 3_600_000;

/** Time at which a recording is deleted by itself; null where it runs, or is kept for ever. */
export function keptUntilMs({ endedMs, keptDays }: Pick<PastRecording, 'endedMs' | 'keptDays'>): number | null {
  return endedMs === null || keptDays === null ? null : endedMs + keptDays * dayMs;
}
