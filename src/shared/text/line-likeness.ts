/** Least share of words that two lines of the same origin have in common. */
const leastShare = 0.5;
/** Letters that make a line weigh as much as one of code does. */
const fullLetters = 10;
const mostWeight = 2;

/** Weight of a line as evidence: little for blank ones and lone brackets, which are everywhere. */
export function weightOf(line: string): number {
  const letters = line.match(/[^\s!-/:-@[-`{-~]/g)?.length ?? 0;
  if (letters === 0) return line.trim() === '' ? 0.05 : 0.15;
  return Math.min(mostWeight, 0.3 + letters / fullLetters);
}

/** Likeness of two lines, from 0 to 1: the Dice coefficient of their words; 0 where it is small. */
export function likeness(a: string, b: string | null): number {
  if (b === null) return 0;
  if (a === b) return 1;
  const [left, right] = [wordsOf(a), wordsOf(b)];
  if (a.trim() === b.trim()) return 0.95;
  if (left.length === 0 || right.length === 0) return 0;
  const counts = new Map<string, number>();
  for (const word of left) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of right) {
    const count = counts.get(word) ?? 0;
    if (count === 0) continue;
    counts.set(word, count - 1);
    common++;
  }
  const share = (2 * common) / (left.length + right.length);
  return share < leastShare ? 0 : share * 0.9;
}

function wordsOf(line: string): string[] {
  return line.match(/[^\s!-/:-@[-^`{-~]+/g) ?? [];
}
