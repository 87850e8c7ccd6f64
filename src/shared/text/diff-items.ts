import type * as Y from 'yjs';
import { diffTexts } from './diff.ts';
import type { TextEdit } from './edits.ts';
import { standingItems } from './items.ts';

/** Most letters by which a deletion is moved: beyond that, a text repeats itself endlessly. */
const mostLetters = 1000;

/**
 * Finds edits that turn a shared text into `after`. A deletion between equal letters could as well be some letters
 * earlier or later: it is where it takes out whole items, or the last letters of one, so that nobody who is writing in a text that stays, or that
 * goes, finds their letters in the other.
 */
export function diffItems(text: Y.Text, after: string): TextEdit[] {
  const before = text.toString();
  const edits = joinDeletions(before, diffTexts(before, after));
  if (!edits.some(isDeletion)) return edits;
  const bounds = boundsOf(text);
  const isBound = (offset: number) => bounds.has(offset);
  let from = 0;
  return edits.map((edit, index) => {
    const to = edits[index + 1]?.offset ?? before.length;
    const slid = isDeletion(edit) ? slide(before, edit, from, to, isBound) : edit;
    from = slid.offset + slid.deleteLength;
    return slid;
  });
}

const isDeletion = ({ insertText }: TextEdit): boolean => insertText === '';

/**
 * Makes one deletion of two that keep some letters between them, where the letters beside them are the same: what one
 * person wrote in a row then goes as a whole, or stays.
 */
function joinDeletions(text: string, edits: readonly TextEdit[]): TextEdit[] {
  const joined: TextEdit[] = [];
  for (const edit of edits) {
    const last = joined.at(-1);
    const offset = last && isDeletion(last) && isDeletion(edit) ? offsetOfBoth(text, last, edit) : null;
    if (offset === null) joined.push(edit);
    else joined.push({ offset, deleteLength: joined.pop()!.deleteLength + edit.deleteLength, insertText: '' });
  }
  return joined;
}

/** Offset at which one deletion has the outcome of two, or null. */
function offsetOfBoth(text: string, first: TextEdit, second: TextEdit): number | null {
  const from = first.offset + first.deleteLength;
  const length = second.offset - from;
  if (length > mostLetters) return null;
  const deleteLength = first.deleteLength + second.deleteLength;
  let kept = 0;
  while (kept < length && text[first.offset + kept] === text[from + kept]) kept++;
  // No deletion may split a surrogate pair.
  if ((text.codePointAt(first.offset + kept - 1) ?? 0) > 0xffff) kept--;
  const isSame =
    text.slice(from + kept, second.offset) ===
    text.slice(first.offset + kept + deleteLength, first.offset + deleteLength + length);
  return isSame ? first.offset + kept : null;
}

/** Offsets at which items begin, and the text's end. */
function boundsOf(text: Y.Text): Set<number> {
  const bounds = new Set([0]);
  for (const { item, offset } of standingItems(text)) bounds.add(offset + item.length);
  return bounds;
}

/**
 * Moves a deletion between `from` and `to` without changing its outcome, to the nearest place where both ends are
 * bounds, or else the end alone: in what one person typed in a row, which is one item, the newest is the last.
 */
function slide(text: string, edit: TextEdit, from: number, to: number, isBound: (offset: number) => boolean): TextEdit {
  const { offset, deleteLength } = edit;
  const mayBeAt = (at: number) => at >= from && at + deleteLength <= to;
  let newest: TextEdit | null = null;
  let [left, right] = [true, true];
  for (let by = 0; (left || right) && by < mostLetters; by++) {
    for (const at of [left ? offset - by : null, right ? offset + by : null]) {
      if (at === null || !isBound(at + deleteLength)) continue;
      if (isBound(at)) return { ...edit, offset: at };
      newest ??= { ...edit, offset: at };
    }
    left &&= mayBeAt(offset - by - 1) && text[offset - by - 1] === text[offset - by - 1 + deleteLength];
    right &&= mayBeAt(offset + by + 1) && text[offset + by] === text[offset + by + deleteLength];
  }
  return newest ?? edit;
}
