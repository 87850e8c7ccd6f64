/** Difference of two texts; an end of 0 says that this side has no lines there, and its start is the line before. */
interface LineChange {
  originalStartLineNumber: number;
  originalEndLineNumber: number;
  modifiedStartLineNumber: number;
  modifiedEndLineNumber: number;
}

/** Gives the line of the modified text that stands beside one of the original. */
export function besideLine(changes: readonly LineChange[], line: number): number {
  const change = changes.findLast(({ originalStartLineNumber: start, originalEndLineNumber: end }) =>
    end === 0 ? start < line : start <= line,
  );
  if (!change) return line;
  const { originalStartLineNumber: from, originalEndLineNumber: to } = change;
  const { modifiedStartLineNumber: start, modifiedEndLineNumber: end } = change;
  const isGone = end === 0;
  if (line <= to) return isGone ? Math.max(1, start) : Math.min(start + line - from, end);
  return (isGone ? start : end) + line - (to === 0 ? from : to);
}
