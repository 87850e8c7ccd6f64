import type { SessionCore } from '../session/session-core.ts';
import { unpackNotes } from './entry-notes.ts';

const pageEntries = 500;

/**
 * Finds the last entry from before a time (ms), from `from` on, or the end of what has left the log; `inWhole`: as far
 * as nothing newer is packed with it.
 */
export async function lastBefore(
  { log, id, head }: SessionCore,
  beforeMs: number,
  { from = 0, inWhole = false }: { from?: number; inWhole?: boolean } = {},
): Promise<number> {
  let found = from;
  for (const { last, index } of await log.segments(id)) {
    if (last <= found) continue;
    const notes = unpackNotes(index);
    if ((notes.at(-1)?.atMs ?? 0) >= beforeMs)
      return inWhole ? found : (notes.findLast(({ atMs }) => atMs < beforeMs)?.seq ?? found);
    found = last;
  }
  for (;;) {
    const page = await log.readRecorded(id, null, found, head, pageEntries);
    const old = page.filter(({ at }) => at < beforeMs);
    found = old.at(-1)?.seq ?? found;
    if (old.length < pageEntries) return found;
  }
}
