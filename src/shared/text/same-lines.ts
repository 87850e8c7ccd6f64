import { diffLists } from './line-diff.ts';
import { diffSequences, type MergeHunk } from './sequence-diff.ts';

/** A stretch of a base, and its form on two sides. */
export interface Stretch {
  base: readonly string[];
  mine: readonly string[];
  theirs: readonly string[];
}

/** Reduces a line to the part that no formatter changes: without spaces, quotes, commas and semicolons. */
const saying = (line: string): string => line.replace(/[\s'"`,;]+/g, ' ').trim();

/** Finds, for each line of the base, the line of the other text that says the same, or -1. */
function matches(base: readonly string[], other: readonly string[]): number[] {
  const found: number[] = Array(base.length).fill(-1);
  let [from, newFrom] = [0, 0];
  const match = (to: number) => {
    while (from < to) found[from++] = newFrom++;
  };
  for (const difference of diffLists(base.map(saying), other.map(saying))) {
    match(difference.from);
    [from, newFrom] = [difference.to, difference.newTo];
  }
  match(base.length);
  return found;
}

/**
 * Splits a stretch at the lines that say the same on both sides as before: the parts between them are compared by
 * themselves, so that a formatter that goes over everything does not make one change of all.
 */
export function apartAtSameLines({ base, mine, theirs }: Stretch): Stretch[] {
  const [inMine, inTheirs] = [matches(base, mine), matches(base, theirs)];
  const parts: Stretch[] = [];
  let [b, m, t] = [0, 0, 0];
  const add = (toB: number, toM: number, toT: number) => {
    if (toB > b || toM > m || toT > t)
      parts.push({ base: base.slice(b, toB), mine: mine.slice(m, toM), theirs: theirs.slice(t, toT) });
    [b, m, t] = [toB, toM, toT];
  };
  for (const [at, line] of base.entries()) {
    const [atM, atT] = [inMine[at]!, inTheirs[at]!];
    if (atM < 0 || atT < 0 || saying(line) === '') continue;
    add(at, atM, atT);
    add(at + 1, atM + 1, atT + 1);
  }
  add(base.length, mine.length, theirs.length);
  return parts;
}

/** Share of touched lines (one in so many) above which a side may have been formatted. */
const manyTouched = 4;

/**
 * Finds the hunks between two texts' lines. Where a formatter has moved nearly everything in or out, lines of different
 * depths look alike: there they are matched by their content.
 */
export function lineHunks(before: readonly string[], after: readonly string[]): MergeHunk[] {
  const hunks = diffSequences(before, after);
  const touched = (all: readonly MergeHunk[]) => all.reduce((sum, { start, end }) => sum + end - start, 0);
  if (touched(hunks) * manyTouched < before.length) return hunks;
  const bySaying = diffSequences(before.map(saying), after.map(saying));
  if (touched(bySaying) * 2 > touched(hunks)) return hunks;
  const found: MergeHunk[] = [];
  const add = (start: number, end: number, items: readonly string[]) => {
    const last = found.at(-1);
    if (last?.end !== start) found.push({ start, end, items });
    else found.splice(-1, 1, { start: last.start, end, items: [...last.items, ...items] });
  };
  const matched = matches(before, after);
  let to = 0;
  for (let at = 0; at <= before.length; ) {
    let next = at;
    while (next < before.length && matched[next]! < 0) next++;
    const until = next < before.length ? matched[next]! : after.length;
    if (next > at || until > to) add(at, next, after.slice(to, until));
    if (next < before.length && before[next] !== after[until]) add(next, next + 1, after.slice(until, until + 1));
    [at, to] = [next + 1, until + 1];
  }
  return found;
}
