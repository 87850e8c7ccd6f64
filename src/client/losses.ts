import { EnsembleError } from '../shared/core/errors.ts';

/** Time after which an unacknowledged entry was lost on the way, while pongs come. */
const overdueMs = 10_000;

/** A client, as far as it knows what it lacks. */
interface Waiting {
  readonly applied: number;
  /** Time of the oldest entry that waits for its acknowledgement; null where none does. */
  readonly oldestUnsentMs: number | null;
  readonly followed: { isOverdue(beforeMs: number): boolean };
  nowMs(): number;
}

/**
 * Checks for lost entries when a pong comes: everything before it has arrived, on both sides, or was lost on the way.
 * `sent` is the seq up to which the server has sent everything. Throws `out-of-order`.
 */
export function checkNothingLost(sent: number, client: Waiting, welcomedMs: number): void {
  const nowMs = client.nowMs();
  const sinceMs = Math.max(client.oldestUnsentMs ?? Number.POSITIVE_INFINITY, welcomedMs);
  const isOverdue = nowMs - sinceMs > overdueMs || client.followed.isOverdue(nowMs - overdueMs);
  if (sent > client.applied || isOverdue)
    throw new EnsembleError('out-of-order', 'Entries were lost on the way; connecting again.');
}
