import { diffLists } from '../../../shared/text/line-diff.ts';

/** Lines of an editor, from 1, both ends included. */
export interface LineSpan {
  start: number;
  end: number;
}

interface Block {
  from: number;
  to: number;
  newFrom: number;
  newTo: number;
}

/** Whether a difference stands at one of the spans; deleted lines stand at the line before them, and at the one after. */
function isMeant({ newFrom, newTo }: Block, spans: readonly LineSpan[]): boolean {
  const isDeletion = newFrom === newTo;
  const [first, last] = isDeletion ? [newFrom, newFrom + 1] : [newFrom + 1, newTo];
  return spans.some(({ start, end }) => start <= last && first <= end);
}

/** Cuts a difference of equally many lines on both sides down to the lines that are meant. */
function narrowed(block: Block, spans: readonly LineSpan[]): Block[] {
  const { from, to, newFrom, newTo } = block;
  if (to - from !== newTo - newFrom) return [block];
  return Array.from({ length: to - from }, (_, at) => ({
    from: from + at,
    to: from + at + 1,
    newFrom: newFrom + at,
    newTo: newFrom + at + 1,
  })).filter((each) => isMeant(each, spans));
}

/** Differences from `old` to `fresh` that stand at some lines of `fresh`. */
function meantBlocks(old: readonly string[], fresh: readonly string[], spans: readonly LineSpan[]) {
  return diffLists(old, fresh)
    .filter((block) => isMeant(block, spans))
    .flatMap((block) => narrowed(block, spans));
}

/**
 * Takes over, from `after` into `before`, the differences that stand at some lines of `after`; null where there are none.
 * For staging, `before` is the index's text; for taking out of the index, the last commit's is mixed with the index's.
 */
export function takenOver(before: string, after: string, spans: readonly LineSpan[]): string | null {
  const [lines, fresh] = [before.split('\n'), after.split('\n')];
  const meant = meantBlocks(lines, fresh, spans);
  // From the end, so that the places of the others stay.
  for (const { from, to, newFrom, newTo } of meant.toReversed())
    lines.splice(from, to - from, ...fresh.slice(newFrom, newTo));
  return meant.length === 0 ? null : lines.join('\n');
}

/** Takes out of `after` the differences from `before` that stand at some lines of `after`; null where there are none. */
export function takenBack(before: string, after: string, spans: readonly LineSpan[]): string | null {
  const [old, lines] = [before.split('\n'), after.split('\n')];
  const meant = meantBlocks(old, lines, spans);
  for (const { from, to, newFrom, newTo } of meant.toReversed())
    lines.splice(newFrom, newTo - newFrom, ...old.slice(from, to));
  return meant.length === 0 ? null : lines.join('\n');
}

/** Lines of `text` that stand at some lines of another text, which has most of them too. */
export function spansIn(text: string, other: string, spans: readonly LineSpan[]): LineSpan[] {
  const [lines, others] = [text.split('\n'), other.split('\n')];
  const found: LineSpan[] = [];
  const add = (line: number, otherLine: number) => {
    if (spans.some(({ start, end }) => start <= otherLine && otherLine <= end)) found.push({ start: line, end: line });
  };
  let [line, shift] = [0, 0];
  const end = { from: lines.length, to: lines.length, newFrom: others.length, newTo: others.length };
  for (const { from, to, newTo } of [...diffLists(lines, others), end]) {
    for (; line < from; line++) add(line + 1, line + shift + 1);
    line = to;
    shift = newTo - to;
  }
  return found;
}
