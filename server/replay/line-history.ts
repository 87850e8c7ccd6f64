import * as Y from 'yjs';
import type { LineVersion } from '../../src/shared/capabilities/replay/methods.ts';
import { decodeBody } from '../../src/shared/session/table.ts';
import { LineIds, type LinePlace } from './line-ids.ts';
import type { ReplayHistory } from './replay-history.ts';
import { clipped, type Replaced, type TextStep, textSteps, type Work } from './text-walk.ts';

/** Longest pause between two changes by one person that count as one. */
const sameTurnMs = 2_000;
/** Most versions of one line that are told. */
const mostVersions = 2_000;

/**
 * Walks through all versions of the line that has a number at a moment, before it and after it. Changes by one person
 * in one turn are one version. `tell` gets them in the order of the log; gives the reason for an early end.
 */
export async function lineHistory(
  history: ReplayHistory,
  { ref, line, seq }: { ref: string; line: number; seq: number },
  work: Work,
  tell: (versions: LineVersion[], share: number) => Promise<void>,
): Promise<string | null> {
  const ids = new LineIds();
  let then: TextStep | null = null;
  for await (const step of textSteps(history, ref, seq, work)) then = step;
  if (then === null) return null;
  ids.take(then.copy.text, line, true);
  const { last } = history.timeline;
  let place: LinePlace | null = null;
  let waiting: LineVersion | null = null;
  let told = 0;
  let shown: string | null = null;
  for await (const { entry, moment, copy, text, changes } of textSteps(history, ref, last.seq, work)) {
    if (work.isLate) return 'This took too long, and was ended.';
    if (!isTouched(place, changes) && !(place === null && brings(entry?.body, ids))) {
      place = place && shifted(place, changes);
      continue;
    }
    place = ids.find(copy.text, text);
    if (place !== null && entry !== null && entry.seq > seq) ids.take(copy.text, place.line, false);
    const now = place === null ? null : text.slice(place.start, place.end);
    if (now === shown || !history.isShown(moment.seq)) continue;
    shown = now;
    const version: LineVersion = {
      ...moment,
      line: place?.line ?? null,
      text: clipped(now ?? ''),
    };
    const isSameTurn =
      waiting !== null && waiting.person === version.person && version.atMs - waiting.atMs <= sameTurnMs;
    if (waiting !== null && !isSameTurn) {
      await tell([waiting], version.seq / Math.max(1, last.seq));
      if (++told >= mostVersions) return `The first ${mostVersions} versions are shown.`;
    }
    waiting = version;
  }
  if (waiting) await tell([waiting], 1);
  return null;
}

function brings(body: Uint8Array | undefined, ids: LineIds): boolean {
  if (!body) return true;
  return ids.areIn(Y.decodeUpdate(decodeBody('doc.updated', body).update).structs);
}

/** Says whether changes reach into a line, or to its line breaks. */
function isTouched(place: LinePlace | null, changes: readonly Replaced[]): boolean {
  return (
    place !== null &&
    changes.some(({ offset, deleted }) => offset <= place.end + 1 && offset + deleted >= Math.max(0, place.start - 1))
  );
}

/** Moves a line along with changes that do not touch it. */
function shifted(place: LinePlace, changes: readonly Replaced[]): LinePlace {
  let by = 0;
  for (const { offset, deleted, inserted } of changes) if (offset < place.start) by += inserted.length - deleted;
  return { ...place, start: place.start + by, end: place.end + by };
}
