import * as Y from 'yjs';
import type { Piece } from '../../src/shared/capabilities/replay/methods.ts';
import { decodeBody } from '../../src/shared/session/table.ts';
import { IdRanges } from '../../src/shared/text/id-ranges.ts';
import { standingItems } from '../../src/shared/text/items.ts';
import type { ReplayHistory } from './replay-history.ts';
import { clipped, type TextStep, textSteps, type Work } from './text-walk.ts';

/** Most parts of a line that are told. */
const mostPieces = 100;
/** Longest pause within what one person typed at once. */
const sameTurnMs = 2_000;

/** An entry that brought text. */
interface Origin {
  seq: number;
  atMs: number;
}

/** Notes the entry that brought each id. Text that an undo brought back keeps the entry that brought it first. */
function note(origins: IdRanges<Origin>, { entry }: TextStep): void {
  if (entry === null) return;
  const { update, restores = [] } = decodeBody('doc.updated', entry.body);
  for (const { client, clock, length, copyClient, copyClock } of restores)
    for (const piece of origins.pieces(client, clock, length))
      if (piece.value) origins.add(copyClient, copyClock + piece.clock - clock, piece.length, piece.value);
  const origin = { seq: entry.seq, atMs: entry.at - entry.ageMs };
  for (const struct of Y.decodeUpdate(update).structs)
    if (!(struct instanceof Y.Skip)) origins.add(struct.id.client, struct.id.clock, struct.length, origin);
}

/** Finds the entries that brought a line of a moment, by the Yjs ids of its characters; null where there is no such line. */
export async function lineOrigins(
  history: ReplayHistory,
  { ref, line, seq }: { ref: string; line: number; seq: number },
  work: Work,
): Promise<Piece[] | null> {
  const origins = new IdRanges<Origin>();
  let then: TextStep | null = null;
  for await (const step of textSteps(history, ref, seq, work)) {
    note(origins, step);
    then = step;
  }
  if (then === null) return null;
  const lines = then.text.split('\n');
  if (line > lines.length) return null;
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return piecesOf(history, then, origins, start, start + lines[line - 1]!.length);
}

function piecesOf(
  history: ReplayHistory,
  { copy }: TextStep,
  origins: IdRanges<Origin>,
  start: number,
  end: number,
): Piece[] {
  const pieces: Piece[] = [];
  for (const { item, offset } of standingItems(copy.text)) {
    if (offset >= end) break;
    if (offset + item.length <= start || !(item.content instanceof Y.ContentString)) continue;
    const { client, clock } = item.id;
    const from = Math.max(0, start - offset);
    const length = Math.min(item.length, end - offset) - from;
    for (const part of origins.pieces(client, clock + from, length))
      for (const by of copy.facts.authors.pieces(client, part.clock, part.length)) {
        const isOut = part.value !== undefined && !history.isShown(part.value.seq);
        const origin = isOut ? undefined : part.value;
        const author = by.value?.author ?? null;
        add(pieces, {
          text: item.content.str.slice(by.clock - clock, by.clock - clock + by.length),
          seq: origin?.seq ?? null,
          atMs: origin?.atMs ?? null,
          person: author === 'disk' ? null : author,
          manner: by.value?.manner ?? null,
        });
      }
  }
  return pieces.slice(0, mostPieces).map((piece) => ({ ...piece, text: clipped(piece.text) }));
}

/** Adds a piece, to the one before where somebody typed both at once. */
function add(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  const isSame =
    last?.person === piece.person &&
    last.manner === piece.manner &&
    Math.abs((last.atMs ?? 0) - (piece.atMs ?? 0)) <= sameTurnMs;
  if (!last || !isSame) return void pieces.push(piece);
  last.text += piece.text;
  if ((piece.seq ?? 0) > (last.seq ?? 0)) Object.assign(last, { seq: piece.seq, atMs: piece.atMs });
}
