/** One replacement in a text: offsets and lengths in UTF-16 units of the LF form. */
export interface TextEdit {
  offset: number;
  deleteLength: number;
  insertText: string;
}

/** Reads one UTF-16 unit of a text; NaN outside it. */
export type UnitAt = (offset: number) => number;

const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

/** Gives a text with LF line ends only and no lone surrogates: the only form that enters a document. */
export function normalizeText(text: string): string {
  return text.replace(/\r\n?/g, '\n').toWellFormed();
}

/** Says whether a text has surrogates, so that edits in it must mind pairs. */
export function hasSurrogates(text: string): boolean {
  return /[\ud800-\udfff]/.test(text);
}

/**
 * Widens an edit to code-point bounds, so that no merge can split a pair, and normalises its inserted text. `unitAt`
 * reads the text before the edit. An edit that is right already is given back itself.
 */
export function normalizeEdit(edit: TextEdit, unitAt: UnitAt): TextEdit {
  let { offset, deleteLength, insertText } = edit;
  if (isHigh(unitAt(offset - 1)) && isLow(unitAt(offset))) {
    offset--;
    deleteLength++;
    insertText = String.fromCharCode(unitAt(offset)) + insertText;
  }
  const end = offset + deleteLength;
  if (isHigh(unitAt(end - 1)) && isLow(unitAt(end))) {
    deleteLength++;
    insertText += String.fromCharCode(unitAt(end));
  }
  insertText = normalizeText(insertText);
  const isSame = deleteLength === edit.deleteLength && insertText === edit.insertText;
  return isSame ? edit : { offset, deleteLength, insertText };
}

/**
 * Applies edits to a text. They are sorted by offset, do not overlap, and all count from the text before.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let from = 0;
  for (const { offset, deleteLength, insertText } of edits) {
    result += text.slice(from, offset) + insertText;
    from = offset + deleteLength;
  }
  return result + text.slice(from);
}

/**
 * Joins sorted edits into as few as possible: touching or overlapping ones become one, and those without effect are
 * left out.
 */
export function joinEdits(edits: readonly TextEdit[]): TextEdit[] {
  const joined: TextEdit[] = [];
  for (const edit of edits) {
    if (edit.deleteLength === 0 && edit.insertText === '') continue;
    const last = joined.at(-1);
    if (last && edit.offset <= last.offset + last.deleteLength) {
      const end = Math.max(last.offset + last.deleteLength, edit.offset + edit.deleteLength);
      last.deleteLength = end - last.offset;
      last.insertText += edit.insertText;
    } else joined.push({ ...edit });
  }
  return joined;
}
