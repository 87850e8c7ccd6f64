import { append } from '../core/append.ts';
import { bothInserted, shareLines } from './both-inserted.ts';
import { applyHunks, groupHunks, type HunkGroup, intersects } from './hunk-groups.ts';
import { apartAtSameLines, lineHunks, type Stretch } from './same-lines.ts';
import { type LinesPiece, mergeWords } from './word-merge.ts';

/** Lines that both sides changed to different things. */
export interface Overlap {
  /** Line of its beginning in my text; lines count from 1. */
  line: number;
  mine: readonly string[];
  theirs: readonly string[];
}

export interface Merge {
  /** Merged text, with the changes of both sides; in each overlap my lines, then theirs. */
  text: string;
  /** Overlaps, which only a person can decide; empty when the merge is beyond doubt. */
  overlaps: readonly Overlap[];
}

/**
 * Merges two texts that came from one base (a three-way merge). Changes of one side, equal changes of both, and changes
 * in different places (lines side by side and words of one line count as different) merge by themselves. Lines that
 * both inserted at one place come out both, mine first, unless they are two versions of the same. All texts have LF
 * line ends. `inOverlaps` says what the text has where only a person can decide.
 */
export function mergeTexts(base: string, mine: string, theirs: string, inOverlaps: 'both' | 'theirs' = 'both'): Merge {
  if (mine === theirs || theirs === base) return { text: mine, overlaps: [] };
  if (mine === base) return { text: theirs, overlaps: [] };
  const before = base.split('\n');
  const myHunks = lineHunks(before, mine.split('\n'));
  const theirHunks = lineHunks(before, theirs.split('\n'));
  const lines: string[] = [];
  const overlaps: Overlap[] = [];
  let at = 0;
  let myLine = 1;
  for (const group of groupHunks(myHunks, theirHunks, (a, b) => intersects(a, b) || doubles(a, b))) {
    append(lines, before.slice(at, group.start));
    myLine += group.start - at;
    const myLines = applyHunks(before, group.start, group.end, group.mine);
    let line = myLine;
    for (const piece of mergeGroup(before, group, myLines)) {
      if (piece.is === 'merged') append(lines, piece.lines);
      else {
        overlaps.push({ line, mine: piece.mine, theirs: piece.theirs });
        append(lines, [...(inOverlaps === 'both' ? piece.mine : []), ...piece.theirs]);
      }
      line += piece.mine.length;
    }
    myLine += myLines.length;
    at = group.end;
  }
  append(lines, before.slice(at));
  return { text: lines.join('\n'), overlaps };
}

/** Says whether the same lines would come out twice, side by side. */
function doubles(a: HunkGroup['mine'][number], b: HunkGroup['mine'][number]): boolean {
  return (a.end === b.start || b.end === a.start) && shareLines(a.items, b.items);
}

function mergeGroup(
  before: readonly string[],
  { start, end, mine, theirs }: HunkGroup,
  myLines: readonly string[],
): readonly LinesPiece[] {
  if (theirs.length === 0) return [{ is: 'merged', lines: myLines, mine: myLines }];
  const theirLines = applyHunks(before, start, end, theirs);
  if (mine.length === 0) return [{ is: 'merged', lines: theirLines, mine: myLines }];
  return apartAtSameLines({ base: before.slice(start, end), mine: myLines, theirs: theirLines }).flatMap(mergeStretch);
}

const areSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((line, index) => line === b[index]);

function mergeStretch({ base, mine, theirs }: Stretch): readonly LinesPiece[] {
  if (areSame(theirs, base) || areSame(mine, theirs)) return [{ is: 'merged', lines: mine, mine }];
  if (areSame(mine, base)) return [{ is: 'merged', lines: theirs, mine }];
  if (base.length > 0) return mergeWords(base, mine, theirs);
  const lines = bothInserted(mine, theirs);
  return [lines ? { is: 'merged', lines, mine } : { is: 'overlap', mine, theirs }];
}
