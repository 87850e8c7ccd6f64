import * as Y from 'yjs';
import { nameOfCall } from '../shared/capabilities/documents/agent-call.ts';
import type { TextFacts } from '../shared/capabilities/documents/text-facts.ts';
import { textName } from '../shared/capabilities/documents/update-rules.ts';
import { diffLineByLine } from '../shared/text/diff.ts';
import type { TextEdit } from '../shared/text/edits.ts';
import { IdRanges } from '../shared/text/id-ranges.ts';
import { itemsOf, standingItems } from '../shared/text/items.ts';

/** A run of ids of one Yjs client. */
export interface IdRun {
  client: number;
  clock: number;
  length: number;
}

/** Parts of a document that say whose its edits are. */
export interface Judged {
  yText: Y.Text;
  facts: Pick<TextFacts, 'authors' | 'deleters' | 'restored' | 'written' | 'erased'>;
}

/** Text of an earlier state whose ids nobody knows: its place in the later text, who deleted there, and in which calls. */
interface LostText {
  at: number;
  text: string;
  by: readonly string[];
  calls: readonly string[];
}

/** An earlier state of a text, to which a later one is compared. */
export interface TextBase {
  text: string;
  /** Distance from clocks to offsets, of the ids that stand in it. */
  places: IdRanges<number>;
  /** All ids about which it says something, also those that do not stand in it; null where that is not known. */
  settled: IdRanges<true> | null;
  lost: readonly LostText[];
}

/** An earlier state in which all that stands is known by its ids, in the order of the text. */
export function knownBase(text: string, ids: readonly IdRun[], settled: IdRanges<true> | null): TextBase {
  const places = new IdRanges<number>();
  let offset = 0;
  for (const { client, clock, length } of ids) {
    places.add(client, clock, length, offset - clock);
    offset += length;
  }
  return { text, places, settled, lost: [] };
}

/** The text of an encoded document, as the earlier state. */
export function baseOf(state: Uint8Array): TextBase {
  const document = new Y.Doc();
  Y.applyUpdate(document, state);
  const text = document.getText(textName);
  const settled = new IdRanges<true>();
  for (const client of document.store.clients.keys()) settled.add(client, 0, Y.getState(document.store, client), true);
  const base = knownBase(text.toString(), standingIds(text), settled);
  document.destroy();
  return base;
}

/** Lists the ids that stand in a text, in its order. */
export function standingIds(text: Y.Text): IdRun[] {
  return [...standingItems(text)].map(({ item: { id, length } }) => ({ client: id.client, clock: id.clock, length }));
}

/**
 * An earlier text of which no ids are known: it is compared with the later one line by line. What is in both has the
 * later one's ids; what is gone was deleted by those who deleted something at that place, or else before the session
 * had the text, by the disk.
 */
export function alignedBase({ yText, facts }: Judged, before: string): TextBase {
  const edits = diffLineByLine(before, yText.toString());
  const places = new IdRanges<number>();
  let next = 0;
  let shift = 0;
  for (const { item, offset } of standingItems(yText)) {
    const end = offset + item.length;
    for (let at = offset; at < end; ) {
      const edit = edits[next];
      const start = edit === undefined ? Number.POSITIVE_INFINITY : edit.offset + shift;
      if (at < start) {
        const length = Math.min(end, start) - at;
        const clock = item.id.clock + at - offset;
        places.add(item.id.client, clock, length, at - shift - clock);
        at += length;
        continue;
      }
      const insertedEnd = start + edit!.insertText.length;
      at = Math.min(end, insertedEnd);
      if (at < insertedEnd) continue;
      shift += edit!.insertText.length - edit!.deleteLength;
      next++;
    }
  }
  return { text: before, places, settled: null, lost: lostIn({ yText, facts }, before, edits) };
}

function lostIn({ yText, facts }: Judged, before: string, edits: readonly TextEdit[]): LostText[] {
  const gaps: { at: number; end: number; text: string; by: Set<string>; calls: Set<string> }[] = [];
  let shift = 0;
  for (const { offset, deleteLength, insertText } of edits) {
    const at = offset + shift;
    const text = before.slice(offset, offset + deleteLength);
    gaps.push({ at, end: at + insertText.length, text, by: new Set(), calls: new Set() });
    shift += insertText.length - deleteLength;
  }
  let index = 0;
  let offset = 0;
  for (const item of itemsOf(yText)) {
    while (gaps[index] && gaps[index]!.end < offset) index++;
    const gap = gaps[index];
    if (!item.deleted) offset += item.countable ? item.length : 0;
    else if (gap && gap.at <= offset)
      for (const { clock, length, value } of facts.deleters.pieces(item.id.client, item.id.clock, item.length)) {
        if (!value) continue;
        gap.by.add(value);
        for (const call of facts.erased.pieces(item.id.client, clock, length))
          gap.calls.add(call.value ?? nameOfCall({}));
      }
  }
  return gaps
    .filter(({ text }) => text !== '')
    .map(({ at, text, by, calls }) => ({ at, text, by: by.size > 0 ? [...by] : ['disk'], calls: [...calls] }));
}
