import { append } from '../core/append.ts';
import type { MergeHunk } from './sequence-diff.ts';

/** Hunks of two sides that belong together, in the items [start, end) of their base. */
export interface HunkGroup {
  start: number;
  end: number;
  mine: MergeHunk[];
  theirs: MergeHunk[];
}

/** Says whether a later hunk of one side belongs to an earlier one of the other side. */
export type Meets = (earlier: MergeHunk, later: MergeHunk) => boolean;

/** Says whether two hunks change the same items, or put something in at the same place. */
export function intersects(a: MergeHunk, b: MergeHunk): boolean {
  if (a.start === a.end && b.start === b.end) return a.start === b.start;
  return a.start < b.end && b.start < a.end;
}

/** Groups the hunks of both sides: those that `meets` joins are in one group, even across others between them. */
export function groupHunks(mine: readonly MergeHunk[], theirs: readonly MergeHunk[], meets: Meets): HunkGroup[] {
  const all = [
    ...mine.map((hunk) => ({ hunk, side: 'mine' as const })),
    ...theirs.map((hunk) => ({ hunk, side: 'theirs' as const })),
  ].sort((a, b) => a.hunk.start - b.hunk.start || a.hunk.end - b.hunk.end);
  const groups: HunkGroup[] = [];
  for (const { hunk, side } of all) {
    const last = groups.at(-1);
    const others = last?.[side === 'mine' ? 'theirs' : 'mine'] ?? [];
    if (last && (hunk.start < last.end || others.some((other) => meets(other, hunk)))) {
      last.end = Math.max(last.end, hunk.end);
      last[side].push(hunk);
    } else groups.push({ start: hunk.start, end: hunk.end, mine: [], theirs: [], [side]: [hunk] });
  }
  return groups;
}

/** Gives the items [start, end) of the base with these hunks applied. */
export function applyHunks(base: readonly string[], start: number, end: number, hunks: readonly MergeHunk[]): string[] {
  const items: string[] = [];
  let at = start;
  for (const hunk of hunks) {
    append(items, [...base.slice(at, hunk.start), ...hunk.items]);
    at = hunk.end;
  }
  append(items, base.slice(at, end));
  return items;
}
