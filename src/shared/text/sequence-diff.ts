import { diffLists } from './line-diff.ts';

/** Items [start, end) of a sequence, and what stands in their place. */
export interface MergeHunk {
  start: number;
  end: number;
  items: readonly string[];
}

/**
 * What turns one sequence of lines or words into another: sorted hunks that do not touch. Where one could stand at several
 * places it stands at the last, so that two sides that did the same are seen to have done the same.
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

/** Moves what only takes out, or only puts in, as far down as it comes to the same. */
function slide(before: readonly string[], { start, end, items }: MergeHunk, limit: number): MergeHunk {
  if (start < end && items.length > 0) return { start, end, items };
  let by = 0;
  if (start < end) {
    while (end + by < limit && before[start + by] === before[end + by]) by++;
    return { start: start + by, end: end + by, items };
  }
  // What is passed over goes round to the end of what is put in.
  while (end + by < limit && before[end + by] === items[by % items.length]) by++;
  const turn = by % items.length;
  return { start: start + by, end: end + by, items: [...items.slice(turn), ...items.slice(0, turn)] };
}
