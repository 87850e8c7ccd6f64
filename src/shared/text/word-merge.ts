import { applyHunks, groupHunks, type HunkGroup, intersects } from './hunk-groups.ts';
import { diffSequences, type MergeHunk } from './sequence-diff.ts';

/** Whole lines of a merge, or both sides of an overlap that only a person can decide. */
export type LinesPiece =
  | { is: 'merged'; lines: readonly string[]; mine: readonly string[] }
  | { is: 'overlap'; mine: readonly string[]; theirs: readonly string[] };

/** Words: a name, a number or a version is one: half of one and half of another would be neither. */
const words = /\n|[^\S\n]+|[\p{L}\p{N}_$](?:[\p{L}\p{N}_$]|[.\-@/](?=[\p{L}\p{N}_$]))*|./gsu;
const hasWord = (items: readonly string[]): boolean => items.some((item) => /[\p{L}\p{N}_$]/u.test(item));

/** Length above which stretches are not merged by words: comparing them could take seconds. */
const mostLength = 200_000;

const toWords = (lines: readonly string[]): string[] =>
  lines
    .map((line) => `${line}\n`)
    .join('')
    .match(words) ?? [];

function toLines(items: readonly string[]): string[] {
  const text = items.join('');
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/**
 * Merges lines that both sides changed, word by word where that is beyond doubt: in each stretch between line ends that
 * nobody touched, their changes are apart, and neither side rewrote the stretch.
 */
export function mergeWords(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): readonly LinesPiece[] {
  const length = [base, mine, theirs].flat().reduce((sum, line) => sum + line.length, 0);
  if (length > mostLength) return [{ is: 'overlap', mine, theirs }];
  const before = toWords(base);
  const myHunks = diffSequences(before, toWords(mine));
  const theirHunks = diffSequences(before, toWords(theirs));
  return stretches(before, myHunks, theirHunks).map((stretch) => mergeStretch(before, stretch));
}

/** Splits words at line ends that neither side touched, with each side's changes. */
function stretches(before: readonly string[], mine: readonly MergeHunk[], theirs: readonly MergeHunk[]): HunkGroup[] {
  const found: HunkGroup[] = [];
  const covers = ({ start, end }: MergeHunk, at: number) => start <= at && at < end;
  let [m, t, from] = [0, 0, 0];
  for (let at = 0; at <= before.length; at++) {
    const atEnd = at === before.length;
    if (!atEnd && before[at] !== '\n') continue;
    const until = atEnd ? at : at + 1;
    const take = (hunks: readonly MergeHunk[], first: number) => {
      let next = first;
      while (next < hunks.length && (atEnd || hunks[next]!.start < until)) next++;
      return next;
    };
    const [nextM, nextT] = [take(mine, m), take(theirs, t)];
    const lastTouched = [mine[nextM - 1], theirs[nextT - 1]].some((hunk) => hunk && covers(hunk, at));
    if (!atEnd && lastTouched) continue;
    if (until > from || nextM > m || nextT > t)
      found.push({ start: from, end: until, mine: mine.slice(m, nextM), theirs: theirs.slice(t, nextT) });
    [m, t, from] = [nextM, nextT, until];
  }
  return found;
}

function mergeStretch(before: readonly string[], { start, end, mine, theirs }: HunkGroup): LinesPiece {
  const [mineWords, theirWords] = [applyHunks(before, start, end, mine), applyHunks(before, start, end, theirs)];
  const myLines = toLines(mineWords);
  const merged = (items: readonly string[]): LinesPiece => ({ is: 'merged', lines: toLines(items), mine: myLines });
  if (theirs.length === 0 || mineWords.join('') === theirWords.join('')) return merged(mineWords);
  if (mine.length === 0) return merged(theirWords);
  const isLike = keepsHalf(before, start, end, mine) && keepsHalf(before, start, end, theirs);
  // A formatter changes the form of lines, and the other side their content: the content counts.
  const original = before.slice(start, end);
  const items = isLike ? mergeApart(before, start, end, mine, theirs) : null;
  if (items) return merged(items);
  const theirLines = toLines(theirWords);
  const formatted = saysTheSame(original, theirWords)
    ? indentedAs(myLines, original, theirLines)
    : saysTheSame(original, mineWords) && indentedAs(theirLines, original, myLines);
  if (formatted) return { is: 'merged', lines: formatted, mine: myLines };
  return { is: 'overlap', mine: myLines, theirs: theirLines };
}

/**
 * Says whether two forms of some lines differ only as a formatter makes them: in spaces, line ends, quotes, commas and
 * semicolons.
 */
function saysTheSame(before: readonly string[], after: readonly string[]): boolean {
  const said = (items: readonly string[]) => items.filter((item) => !/^[\s'"`,;]+$/.test(item));
  const [a, b] = [said(before), said(after)];
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** Indents replaced lines by as much as the other side indented the old ones. */
function indentedAs(lines: readonly string[], before: readonly string[], after: readonly string[]): string[] {
  const indentOf = (text: string) => /^[ \t]*/.exec(text)![0];
  const [from, to] = [indentOf(before.join('')), indentOf(after[0] ?? '')];
  return lines.map((line) => (line.startsWith(from) && line !== '' ? to + line.slice(from.length) : line));
}

/** Says whether a side kept half of the words: below that it wrote something new, and any likeness is chance. */
function keepsHalf(before: readonly string[], start: number, end: number, hunks: readonly MergeHunk[]): boolean {
  const count = (items: readonly string[]) => items.filter((item) => hasWord([item])).length;
  const gone = hunks.reduce((sum, hunk) => sum + count(before.slice(hunk.start, hunk.end)), 0);
  return gone * 2 <= count(before.slice(start, end));
}

/**
 * Says whether changes side by side belong together: they are apart only where one is of spaces and signs, as a
 * formatter makes it.
 */
function meets(a: MergeHunk, b: MergeHunk, before: readonly string[]): boolean {
  if (intersects(a, b)) return true;
  const between = before.slice(Math.min(a.end, b.end), Math.max(a.start, b.start));
  const changesWords = ({ start, end, items }: MergeHunk) => hasWord(items) || hasWord(before.slice(start, end));
  return changesWords(a) && changesWords(b) && !between.includes('\n') && !hasWord(between);
}

function mergeApart(
  before: readonly string[],
  start: number,
  end: number,
  mine: readonly MergeHunk[],
  theirs: readonly MergeHunk[],
): string[] | null {
  const hunks: MergeHunk[] = [];
  for (const group of groupHunks(mine, theirs, (a, b) => meets(a, b, before))) {
    const [a, b] = [group.mine, group.theirs].map((side) => applyHunks(before, group.start, group.end, side));
    if (group.mine.length > 0 && group.theirs.length > 0 && a!.join('') !== b!.join('')) return null;
    hunks.push({ start: group.start, end: group.end, items: group.mine.length > 0 ? a! : b! });
  }
  return applyHunks(before, start, end, hunks);
}
