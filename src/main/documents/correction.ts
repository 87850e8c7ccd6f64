import * as Y from 'yjs';
import { textName } from '../../shared/capabilities/documents/update-rules.ts';
import type { Environment } from '../../shared/core/environment.ts';
import { diffItems } from '../../shared/text/diff-items.ts';
import { joinEdits, type TextEdit } from '../../shared/text/edits.ts';
import { IdRanges } from '../../shared/text/id-ranges.ts';
import { standingItems } from '../../shared/text/items.ts';
import { applyTo, load } from './seed.ts';

/** A change that was merged to a text: the document before it and with it, and the client that made it. */
interface MergedChange {
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
export function corrected({ known, both, client }: MergedChange, after: string, environment: Environment): Uint8Array {
  const document = load(environment, both);
  const text = document.getText(textName);
  const edits = diffItems(text, after);
  const own = stretchesOf(text, client);
  const isLight = edits.every((edit) => isWithin(edit, own));
  document.transact(() => applyTo(text, isLight ? edits : editsAround(text, keptOf(known, after, environment), after)));
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

/** Finds the characters of a document that stay where its text becomes `after`. */
function keptOf(state: Uint8Array, after: string, environment: Environment): Kept {
  const text = load(environment, state).getText(textName);
  const stretches = staying(diffItems(text, after), text.length);
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
