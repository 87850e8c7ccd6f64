import { historyDays } from '../shared/capabilities/storage/methods.ts';
import { EnsembleError } from '../shared/core/errors.ts';

const dayMs = 24 * 3_600_000;

/** Reads a number of days for which history is kept; null for `forever`. Throws `bad-request` for anything else. */
export function daysOf(value: string): number | null {
  const days = historyDays.safeParse(value === 'forever' ? null : Number(value));
  if (days.success) return days.data;
  throw new EnsembleError('bad-request', `"${value}" is no number of days: give one, 0 for none, or forever.`);
}

/** Gives days in milliseconds; null stays null. */
export function millisecondsOf(days: number | null): number | null {
  return days === null ? null : days * dayMs;
}
