interface Position {
  line: number;
  character: number;
}

/** A change of a text for a server: the range is counted from the text before. */
export interface ContentChange {
  range: { start: Position; end: Position };
  text: string;
}

/** Finds the position of an offset, going on from an earlier one. */
function positionAt(text: string, offset: number, from: Position & { offset: number }): Position {
  let { line } = from;
  let start = from.offset - from.character;
  for (let at = text.indexOf('\n', from.offset); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    start = at + 1;
  }
  return { line, character: offset - start };
}

const isHigh = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number) => unit >= 0xdc00 && unit < 0xe000;

/** Finds the one change that leads from a text to another: what lies between their common beginning and end. */
export function changeBetween(before: string, after: string): ContentChange | null {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  if (start > 0 && isHigh(before.charCodeAt(start - 1))) start--;
  let same = 0;
  while (
    same < most - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++;
  if (same > 0 && isLow(before.charCodeAt(before.length - same))) same--;
  const from = positionAt(before, start, { line: 0, character: 0, offset: 0 });
  const to = positionAt(before, before.length - same, { ...from, offset: start });
  return { range: { start: from, end: to }, text: after.slice(start, after.length - same) };
}
