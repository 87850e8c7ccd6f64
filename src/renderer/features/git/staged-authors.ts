import type { AuthorRange } from '../../../client/authorship.ts';
import { diffTexts } from '../../../shared/text/diff.ts';
import { diffLists } from '../../../shared/text/line-diff.ts';

interface Range {
  start: number;
  end: number;
}

/** Finds the stretches of a text that another does not have. */
function insertedIn(before: string, after: string): Range[] {
  let shift = 0;
  return diffTexts(before, after).map(({ offset, deleteLength, insertText }) => {
    const start = offset + shift;
    shift += insertText.length - deleteLength;
    return { start, end: start + insertText.length };
  });
}

/** Offsets at which the lines of a text begin. */
function lineStarts(lines: readonly string[]): number[] {
  let at = 0;
  return lines.map(({ length }) => {
    const start = at;
    at += length + 1;
    return start;
  });
}

/** Maps stretches of `text` to the lines of `other`; lines that are not in there are left out. */
function carriedOver(ranges: readonly Range[], text: string, other: string): Range[] {
  const [lines, others] = [text.split('\n'), other.split('\n')];
  const [starts, otherStarts] = [lineStarts(lines), lineStarts(others)];
  const moved = new Int32Array(lines.length).fill(-1);
  let [line, shift] = [0, 0];
  for (const { from, to, newFrom, newTo } of [
    ...diffLists(lines, others),
    { from: lines.length, to: lines.length, newFrom: 0, newTo: 0 },
  ]) {
    for (; line < from; line++) moved[line] = line + shift;
    line = to;
    shift = newTo - to;
    if (newFrom > newTo) break;
  }
  return ranges.flatMap(({ start, end }) => {
    const found: Range[] = [];
    for (let at = 0; at < lines.length && starts[at]! < end; at++) {
      const from = Math.max(start, starts[at]!);
      const to = Math.min(end, starts[at]! + lines[at]!.length);
      if (from >= to || moved[at] === -1) continue;
      const by = otherStarts[moved[at]!]! - starts[at]!;
      found.push({ start: from + by, end: to + by });
    }
    return found;
  });
}

/**
 * Finds persons who typed or pasted new characters of the staged text: those of the index that the last commit does not
 * have and that stand in the document still, whose authors are known.
 */
export function authorsOfStaged(
  head: string,
  index: string,
  document: string,
  ranges: readonly AuthorRange[],
): Set<string> {
  const persons = new Set<string>();
  for (const { start, end } of carriedOver(insertedIn(head, index), index, document))
    for (const { offset, length, by } of ranges)
      if (offset < end && start < offset + length && (by?.manner === 'typed' || by?.manner === 'pasted'))
        persons.add(by.author);
  return persons;
}
