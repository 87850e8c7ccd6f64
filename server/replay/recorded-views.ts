import type { WindowView } from '../../src/shared/capabilities/recording/kinds.ts';
import { mostViews } from '../../src/shared/capabilities/replay/methods.ts';
import { readBody } from '../../src/shared/session/table.ts';
import type { ReplayHistory } from './replay-history.ts';

/** Entries of a page, and the most pages that are looked through for windows that have not moved for long. */
const pageSeqs = 4_000;
const mostPages = 25;

/** Finds what each window that was there at a moment had shown last, newest first from there. */
export async function viewsAt(history: ReplayHistory, seq: number): Promise<{ replica: string; view: WindowView }[]> {
  const { recording, replicas } = await history.stateAt(seq);
  const missing = new Set(Object.keys(replicas).slice(0, mostViews));
  const views: { replica: string; view: WindowView }[] = [];
  if (recording === null) return views;
  for (let to = seq, page = 0; to > 0 && page < mostPages && missing.size > 0; to -= pageSeqs, page++) {
    for (const { by, kind, body } of (await history.about(recording.ref, to - pageSeqs, to)).toReversed()) {
      const view = kind === 'recording.viewed' && missing.delete(by) ? readBody(kind, body) : null;
      if (view) views.push({ replica: by, view });
    }
  }
  return views;
}
