import { joinEdits, normalizeEdit, type TextEdit } from './edits.ts';
import { diffLists } from './line-diff.ts';
import { commonEnd, commonStart, diffWords, startsOf, wordEnd, wordStart } from './word-diff.ts';

/** Length above which a diff of words could take seconds; lines are compared first. */
const wordDiffLength = 20_000;

/** Finds edits of few words that turn `before` into `after`, sorted, not overlapping, at code-point bounds. */
export function diffTexts(before: string, after: string): TextEdit[] {
  if (before === after) return [];
  const same = commonStart(before, after);
  const start = wordStart(before, same);
  const end = before.length - wordEnd(before, before.length - commonEnd(before, after, same));
  const oldMiddle = before.slice(start, before.length - end);
  const newMiddle = after.slice(start, after.length - end);
  const edits =
    oldMiddle.length + newMiddle.length > wordDiffLength
      ? diffLines(oldMiddle, newMiddle)
      : diffWords(oldMiddle, newMiddle);
  const unitAt = (offset: number) => before.charCodeAt(offset);
  return joinEdits(edits.map((edit) => normalizeEdit({ ...edit, offset: edit.offset + start }, unitAt)));
}

/** Finds edits that turn `before` into `after`: of whole lines, and of words only in lines that gave way to others. */
export function diffLineByLine(before: string, after: string): TextEdit[] {
  const unitAt = (offset: number) => before.charCodeAt(offset);
  return joinEdits(diffLines(before, after).map((edit) => normalizeEdit(edit, unitAt)));
}

/** Compares lines first; a change inside of a few lines is then found by its words. */
function diffLines(before: string, after: string): TextEdit[] {
  const [oldLines, newLines] = [linesOf(before), linesOf(after)];
  const [oldStarts, newStarts] = [startsOf(oldLines), startsOf(newLines)];
  return diffLists(oldLines, newLines).flatMap(({ from, to, newFrom, newTo }) => {
    const offset = oldStarts[from]!;
    const gone = before.slice(offset, oldStarts[to]!);
    const come = after.slice(newStarts[newFrom]!, newStarts[newTo]!);
    if (gone === '' || come === '' || gone.length + come.length > wordDiffLength)
      return [{ offset, deleteLength: gone.length, insertText: come }];
    return diffWords(gone, come).map((edit) => ({ ...edit, offset: edit.offset + offset }));
  });
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
