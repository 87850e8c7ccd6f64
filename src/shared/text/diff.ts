import diff from 'fast-diff';
import { joinEdits, normalizeEdit, type TextEdit } from './edits.ts';
import { diffLists } from './line-diff.ts';

/** Length above which a character diff could take seconds; lines are compared first. */
const characterDiffLength = 20_000;

/** Finds minimal edits that turn `before` into `after`, sorted, not overlapping, at code-point bounds. */
export function diffTexts(before: string, after: string): TextEdit[] {
  if (before === after) return [];
  const start = commonStart(before, after);
  const end = commonEnd(before, after, start);
  const oldMiddle = before.slice(start, before.length - end);
  const newMiddle = after.slice(start, after.length - end);
  const edits =
    oldMiddle.length + newMiddle.length > characterDiffLength
      ? diffLines(oldMiddle, newMiddle)
      : diffCharacters(oldMiddle, newMiddle);
  const unitAt = (offset: number) => before.charCodeAt(offset);
  return joinEdits(edits.map((edit) => normalizeEdit({ ...edit, offset: edit.offset + start }, unitAt)));
}

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}

function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let length = 0;
  while (length < most && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)) length++;
  return length;
}

function diffCharacters(before: string, after: string): TextEdit[] {
  return toEdits(diff(before, after).map(([operation, text]) => ({ operation, text })));
}

/** Compares lines first; a change inside of a few lines is then found by its characters. */
function diffLines(before: string, after: string): TextEdit[] {
  const [oldLines, newLines] = [linesOf(before), linesOf(after)];
  const [oldStarts, newStarts] = [startsOf(oldLines), startsOf(newLines)];
  return diffLists(oldLines, newLines).flatMap(({ from, to, newFrom, newTo }) => {
    const offset = oldStarts[from]!;
    const gone = before.slice(offset, oldStarts[to]!);
    const come = after.slice(newStarts[newFrom]!, newStarts[newTo]!);
    if (gone === '' || come === '' || gone.length + come.length > characterDiffLength)
      return [{ offset, deleteLength: gone.length, insertText: come }];
    return diffCharacters(gone, come).map((edit) => ({ ...edit, offset: edit.offset + offset }));
  });
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Offsets at which lines begin, and at last the end of the text. */
function startsOf(lines: readonly string[]): number[] {
  const starts = [0];
  for (const line of lines) starts.push(starts.at(-1)! + line.length);
  return starts;
}

function toEdits(parts: { operation: number; text: string }[]): TextEdit[] {
  const edits: TextEdit[] = [];
  let offset = 0;
  for (const { operation, text } of parts) {
    if (operation === diff.EQUAL) offset += text.length;
    else if (operation === diff.DELETE) {
      edits.push({ offset, deleteLength: text.length, insertText: '' });
      offset += text.length;
    } else edits.push({ offset, deleteLength: 0, insertText: text });
  }
  return joinEdits(edits);
}
