import type { PastRecording } from '../../src/shared/capabilities/recording/methods.ts';
import type { Bound } from '../../src/shared/core/capability.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { type Body, type KindName, readBody } from '../../src/shared/session/table.ts';

/** Most recordings in one list. */
const mostListed = 1_000;

/** Folds the entries of recordings, in their order, into a list of the newest of them, the newest first. */
export function recordingsIn(...folded: Parameters<typeof allRecordingsIn>): PastRecording[] {
  return allRecordingsIn(...folded).slice(0, mostListed);
}

/** Folds them into a list of all, however many there are. */
export function allRecordingsIn(
  entries: readonly Entry[],
  boundOf: (replica: string) => Bound | null,
  nameOf: (person: string) => string | null,
): PastRecording[] {
  const found = new Map<string, PastRecording>();
  let running: PastRecording | undefined;
  for (const entry of entries) {
    const { kind, ref, by, at: startedMs } = entry;
    const said = readBody(kind as KindName, entry.body);
    if (ref === null || (said === null && kind !== 'recording.started')) continue;
    if (kind === 'recording.kept' && !found.has(ref)) {
      const { title, person, startedMs: sinceMs } = said as Body<'recording.kept'>;
      const name = nameOf(person);
      found.set(ref, { ref, title, person, name, startedMs: sinceMs, endedMs: entry.at, marks: 0, keptDays: null });
    } else if (kind === 'recording.limited') {
      const limited = found.get(ref);
      if (limited) limited.keptDays = (said as Body<'recording.limited'>).days;
    } else if (kind === 'recording.deleted') found.delete(ref);
    else if (kind === 'recording.started' && running === undefined && !found.has(ref)) {
      const person = boundOf(by)?.person ?? null;
      const name = person === null ? null : nameOf(person);
      const title = (said as Body<'recording.started'> | null)?.title ?? '';
      running = { ref, title, person, name, startedMs, endedMs: null, marks: 0, keptDays: null };
      found.set(ref, running);
    } else if (running?.ref !== ref) continue;
    else if (kind === 'recording.marked') running.marks++;
    else if (kind === 'recording.stopped') {
      running.endedMs = entry.at;
      running = undefined;
    }
  }
  return [...found.values()].reverse();
}
