import * as Y from 'yjs';
import { textName } from '../../shared/capabilities/documents/update-rules.ts';
import type { Environment } from '../../shared/core/environment.ts';
import { diffTexts } from '../../shared/text/diff.ts';
import { diffItems } from '../../shared/text/diff-items.ts';
import { joinEdits, type TextEdit } from '../../shared/text/edits.ts';
import { IdRanges } from '../../shared/text/id-ranges.ts';
import { standingItems } from '../../shared/text/items.ts';
import { applyTo, load } from './seed.ts';

/**
 * A change that was merged to a text: the document on which it was made, the one before it and with it, and the client
 * that made it.
 */
interface MergedChange {
  base: Uint8Array;
  known: Uint8Array;
  both: Uint8Array;
  client: number;
}

/**
 * Turns the text of a merged change into `after`. Text of others that `after` has as well is not taken out and put in
 * anew: its author may be removing it, or bringing it back, at this moment, and would then have it twice. So the
 * insertions of the change give way instead, and a character stays that stayed if `after` had been made of the text
 * before the change (an alignment by ids): what the change took out beside it would else be taken for a part of it.
 */
export function corrected(
  { base, known, both, client }: MergedChange,
  after: string,
  environment: Environment,
): Uint8Array {
  const document = load(environment, both);
  const text = document.getText(textName);
  const edits = diffItems(text, after);
  const own = stretchesOf(text, client);
  const isLight = edits.every((edit) => isWithin(edit, own));
  document.transact(() =>
    applyTo(
      text,
      isLight ? edits : editsAround(text, keptOf(load(environment, known).getText(textName), base, after), after),
    ),
  );
  return Y.encodeStateAsUpdate(document);
}

/** Finds the stretches that a client has inserted. */
function stretchesOf(text: Y.Text, client: number): TextEdit[] {
  const stretches: TextEdit[] = [];
  for (const { item, offset } of standingItems(text))
    if (item.id.client === client) stretches.push({ offset, deleteLength: item.length, insertText: '' });
  return joinEdits(stretches);
}

/** Says whether an edit takes nothing out but what is in these stretches. */
function isWithin({ offset, deleteLength }: TextEdit, stretches: readonly TextEdit[]): boolean {
  if (deleteLength === 0) return true;
  const end = offset + deleteLength;
  return stretches.some((each) => each.offset <= offset && end <= each.offset + each.deleteLength);
}

/** A character's distance from its place in `after` to its clock, by its id: the same for all of a run that stays. */
type Kept = IdRanges<number>;

/** Text that stays as it is, and where it does. */
interface Anchor {
  from: number;
  to: number;
  place: number;
}

/** Finds what people have written since `base`, where it is in both texts once, in the same order. */
function anchorsIn(text: Y.Text, base: Uint8Array, after: string): Anchor[] {
  const known = Y.decodeStateVector(Y.encodeStateVectorFromUpdate(base));
  const stretches: TextEdit[] = [];
  for (const { item, offset } of standingItems(text)) {
    const old = Math.min(item.length, Math.max(0, (known.get(item.id.client) ?? 0) - item.id.clock));
    if (old < item.length) stretches.push({ offset: offset + old, deleteLength: item.length - old, insertText: '' });
  }
  const before = text.toString();
  const anchors: Anchor[] = [];
  let written = 0;
  for (const { offset: from, deleteLength } of joinEdits(stretches)) {
    const to = from + deleteLength;
    const stretch = before.slice(from, to);
    const place = after.indexOf(stretch, written);
    if (place < 0 || after.includes(stretch, place + 1) || isTwiceIn(before, stretch)) continue;
    anchors.push({ from, to, place });
    written = place + deleteLength;
  }
  return anchors;
}

/** Says whether a text has a stretch twice: which of them another text has cannot be told then. */
const isTwiceIn = (text: string, stretch: string) => text.indexOf(stretch) !== text.lastIndexOf(stretch);

/** Finds edits that turn a text into `after`, and leave what people have written since `base` where that can be. */
function editsAfter(text: Y.Text, base: Uint8Array, after: string): TextEdit[] {
  const edits = diffItems(text, after);
  const anchors = anchorsIn(text, base, after);
  const isLeft = ({ from, to }: Anchor) =>
    edits.every(({ offset, deleteLength }) => offset >= to || offset + deleteLength <= from);
  if (anchors.every(isLeft)) return edits;
  const before = text.toString();
  let [at, written] = [0, 0];
  return [...anchors, { from: before.length, to: before.length, place: after.length }].flatMap(
    ({ from, to, place }) => {
      const between = diffTexts(before.slice(at, from), after.slice(written, place));
      const placed = between.map((edit) => ({ ...edit, offset: edit.offset + at }));
      [at, written] = [to, place + to - from];
      return placed;
    },
  );
}

/** Finds the characters of a text that stay where it becomes `after`. */
function keptOf(text: Y.Text, base: Uint8Array, after: string): Kept {
  const stretches = staying(editsAfter(text, base, after), text.length);
  const kept: Kept = new IdRanges();
  let first = 0;
  for (const { item, offset } of standingItems(text)) {
    while (first < stretches.length && stretches[first]!.to <= offset) first++;
    for (let index = first; index < stretches.length; index++) {
      const { from, to, moved } = stretches[index]!;
      const [begin, end] = [Math.max(from, offset), Math.min(to, offset + item.length)];
      if (begin >= end) break;
      kept.add(item.id.client, item.id.clock + begin - offset, end - begin, offset + moved - item.id.clock);
    }
  }
  return kept;
}

/** Finds what edits leave of a text of this length, and by how much they move it. */
function staying(edits: readonly TextEdit[], length: number): { from: number; to: number; moved: number }[] {
  const stretches: { from: number; to: number; moved: number }[] = [];
  let from = 0;
  let moved = 0;
  for (const { offset, deleteLength, insertText } of [...edits, { offset: length, deleteLength: 0, insertText: '' }]) {
    if (offset > from) stretches.push({ from, to: offset, moved });
    from = offset + deleteLength;
    moved += insertText.length - deleteLength;
  }
  return stretches;
}

/** Makes the edits that turn a text into `after`, where nothing of it stays but these characters. */
function editsAround(text: Y.Text, kept: Kept, after: string): TextEdit[] {
  const edits: TextEdit[] = [];
  let written = 0;
  let end = 0;
  const write = (offset: number, upTo: number) => {
    edits.push({ offset, deleteLength: 0, insertText: after.slice(written, upTo) });
    written = Math.max(written, upTo);
  };
  for (const { item, offset } of standingItems(text)) {
    for (const { clock, length, value } of kept.pieces(item.id.client, item.id.clock, item.length)) {
      const at = offset + clock - item.id.clock;
      if (value === undefined) edits.push({ offset: at, deleteLength: length, insertText: '' });
      else {
        write(at, clock + value);
        written += length;
      }
    }
    end = offset + item.length;
  }
  write(end, after.length);
  return joinEdits(edits);
}
