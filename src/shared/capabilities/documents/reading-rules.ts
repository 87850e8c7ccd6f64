import * as Y from 'yjs';
import type { IdRanges } from '../../text/id-ranges.ts';
import { IdOrder, type Stop } from './id-order.ts';
import type { DocumentBody } from './kinds.ts';
import type { DecodedUpdate, KnownIds } from './update-rules.ts';

/** A stretch of text as an agent has read it: its ids in their order. */
export type ReadStretch = NonNullable<DocumentBody<'doc.updated'>['reads']>[number];

/** Facts of the log about a text: nothing of what somebody has typed that the log does not have. */
export interface LoggedText {
  known: Pick<KnownIds, 'clockOf'>;
  deleters: Pick<IdRanges<string>, 'pieces'>;
  text: Y.Text;
}

/** One stretch as it is in the text: its ids, also those that are deleted, and the first that stands behind it. */
interface Walked {
  order: IdOrder;
  stop: Stop;
}

/** Pieces of an item that the log has, and whether the log has them deleted. */
function* loggedPieces(item: Y.Item, from: number, { known, deleters }: LoggedText) {
  const { client, clock } = item.id;
  const length = Math.min(item.length, Math.max(0, known.clockOf(client) - clock)) - from;
  if (length <= 0) return;
  for (const piece of deleters.pieces(client, clock + from, length))
    yield { client, clock: piece.clock, length: piece.length, isGone: piece.value !== undefined };
}

/**
 * Says whether nothing in the log's text stands before an offset of an item. An item may be longer here than elsewhere:
 * Yjs joins those that are deleted, also by an edit that is still on its way.
 */
function isFirst(item: Y.Item, offset: number, logged: LoggedText, order: IdOrder): boolean {
  const start = item.id.clock + offset;
  for (let at: Y.Item | null = item; at !== null; at = at.left) {
    const pieces = [...loggedPieces(at, 0, logged)].filter(({ clock }) => at !== item || clock < start);
    for (const { client, clock, length, isGone } of pieces.toReversed()) {
      if (!isGone) return false;
      order.addBefore(client, clock, at === item ? Math.min(length, start - clock) : length);
    }
  }
  return true;
}

/**
 * Follows a stretch through the log's text; null where it is not as it was read: something stands in it that was not
 * there, or is gone.
 */
function walk({ ids: runs, fromStart, toEnd }: ReadStretch, logged: LoggedText): Walked | null {
  const order = new IdOrder();
  const { store } = logged.text.doc!;
  const [first] = runs;
  let item: Y.Item | null = (logged.text as unknown as { _start: Y.Item | null })._start;
  let from = 0;
  if (first) {
    const [client, clock] = first;
    if (clock >= logged.known.clockOf(client)) return null;
    const found = Y.getItem(store, Y.createID(client, clock)) as Y.Item | Y.GC;
    if (!(found instanceof Y.Item)) return null;
    item = found;
    from = clock - found.id.clock;
    if (fromStart && !isFirst(item, from, logged, order)) return null;
  } else if (!fromStart) return null;
  const wanted = runs.map(([client, clock, length]) => ({ client, clock, length }));
  let next = 0;
  for (; item !== null; item = item.right, from = 0)
    for (const { client, clock, length, isGone } of loggedPieces(item, from, logged)) {
      if (isGone) {
        order.add(client, clock, length);
        continue;
      }
      let [at, left] = [clock, length];
      while (left > 0) {
        const run = wanted[next];
        if (!run) return toEnd ? null : { order, stop: { client, clock: at } };
        if (run.client !== client || run.clock !== at) return null;
        const taken = Math.min(left, run.length);
        order.add(client, at, taken);
        [at, left] = [at + taken, left - taken];
        [run.clock, run.length] = [run.clock + taken, run.length - taken];
        if (run.length === 0) next++;
      }
    }
  return next === wanted.length ? { order, stop: null } : null;
}

/** Says whether a stretch of the log's text is as it was read. */
export function isAsRead(stretch: ReadStretch, logged: LoggedText): boolean {
  try {
    return walk(stretch, logged) !== null;
  } catch {
    return false;
  }
}

/**
 * Rule of `doc.updated` for agents: the reason for which it folds as nothing, or null. What an agent has read must be
 * as it was, id by id, and its edit stays within that. Judged by the log's order, so that of two agents that have read
 * the same lines the second gets the new text; and by the log's facts alone, so that everybody decides alike.
 */
export function objectionToAgent(
  { structs, ds }: DecodedUpdate,
  { reads = [], manner }: DocumentBody<'doc.updated'>,
  logged: LoggedText,
): string | null {
  if (manner !== undefined && manner !== 'agent') return 'an agent, but another manner';
  const walked: Walked[] = [];
  for (const stretch of reads) {
    // Each costs its length: the same one again and again would cost everybody that.
    const [first] = stretch.ids;
    const isAgain = first ? walked.some(({ order }) => order.has(first[0], first[1])) : walked.length > 0;
    if (isAgain) return 'the same lines twice';
    const found = walk(stretch, logged);
    if (!found) return 'lines that are not as they were read';
    walked.push(found);
  }
  const own = new IdOrder();
  for (const { id, length } of structs) own.add(id.client, id.clock, length);
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) return 'something that is no text';
    if (!isWithinReads(struct, walked, reads)) return 'text beside lines that were not read';
  }
  for (const [client, ranges] of ds.clients)
    for (const { clock, len } of ranges)
      if (!own.has(client, clock, len) && !walked.some(({ order }) => order.has(client, clock, len)))
        return 'a deletion of what was not read';
  return null;
}

/** Puts an inserted item where it stands within one of the stretches, also beside others of the same update. */
function isWithinReads(item: Y.Item, walked: Walked[], reads: ReadStretch[]): boolean {
  return walked.some(({ order, stop }, index) => {
    return (item.origin !== null || reads[index]!.fromStart === true) && order.put(item, stop);
  });
}
