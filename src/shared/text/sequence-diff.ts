import { diffLists } from './line-diff.ts';

/** Items [start, end) of a sequence, and their replacement. */
export interface MergeHunk {
  start: number;
  end: number;
  items: readonly string[];
}

/**
 * Finds the hunks that turn one sequence of lines or words into another, sorted and apart. A hunk that could stand at
 * several places stands at the last, so that equal changes of two sides are recognised.
 */
export function diffSequences(before: readonly string[], after: readonly string[]): MergeHunk[] {
  const hunks = diffLists(before, after).map(({ from, to, newFrom, newTo }) => ({
    start: from,
    end: to,
    items: after.slice(newFrom, newTo),
  }));
  return slidDown(before, hunks);
}

function slidDown(before: readonly string[], hunks: readonly MergeHunk[]): MergeHunk[] {
  const slid: MergeHunk[] = [];
  for (const hunk of hunks.toReversed()) {
    const next = slid.at(-1);
    const moved = slide(before, hunk, next?.start ?? before.length);
    if (next && moved.end === next.start) {
      slid.pop();
      slid.push({ start: moved.start, end: next.end, items: [...moved.items, ...next.items] });
    } else slid.push(moved);
  }
  return slid.reverse();
}

/** Moves a mere deletion or insertion as far down as it makes no difference. */
function slide(before: readonly string[], { start, end, items }: MergeHunk, limit: number): MergeHunk {
  if (start < end && items.length > 0) return { start, end, items };
  let by = 0;
  if (start < end) {
    while (end + by < limit && before[start + by] === before[end + by]) by++;
    return { start: start + by, end: end + by, items };
  }
  // A passed item goes round to the end of the inserted ones.
  while (end + by < limit && before[end + by] === items[by % items.length]) by++;
  const turn = by % items.length;
  return { start: start + by, end: end + by, items: [...items.slice(turn), ...items.slice(0, turn)] };
}
