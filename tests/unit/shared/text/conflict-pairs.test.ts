import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { hashText } from '../../../../src/shared/text/hash.ts';
import { mergeTexts } from '../../../../src/shared/text/three-way.ts';
import { patched, readPairs } from '../../../conflict-pairs/pairs.ts';

const { bases, pairs } = readPairs();
const cases = pairs.map((pair, number) => {
  const base = bases[pair.base]!.text;
  const [mine, theirs] = [patched(base, pair.mine), patched(base, pair.theirs)];
  return { number, git: pair.git, base, mine, theirs, merge: mergeTexts(base, mine, theirs) };
});

const counts = (items: readonly string[]): Map<string, number> => {
  const counted = new Map<string, number>();
  for (const item of items) counted.set(item, (counted.get(item) ?? 0) + 1);
  return counted;
};
const linesIn = (text: string) => text.split('\n').filter((line) => line.trim() !== '');
const wordsIn = (text: string) => text.match(/[\p{L}\p{N}_$]+/gu) ?? [];
/** A line without what a formatter changes. */
const said = (line: string) => line.replace(/[\s'"`,;]+/g, ' ').trim();

/** Lines that `side` has more often than the base. */
function added(base: readonly string[], side: readonly string[]): string[] {
  const before = counts(base);
  return [...counts(side)].filter(([item, count]) => count > (before.get(item) ?? 0)).map(([item]) => item);
}

/**
 * The lines that a side wrote (formatting them is not writing them) and that are in the merge neither as they are, nor
 * formatted, nor with words that the other side changed in them.
 */
function lostLines(base: string, side: string, other: string, merged: string): string[] {
  const there = new Set(linesIn(merged).map(said));
  const missing = added(linesIn(base).map(said), linesIn(side).map(said)).filter((line) => !there.has(line));
  if (missing.length === 0) return [];
  const gone = new Set(added(wordsIn(other), wordsIn(base)));
  const mergedWords = linesIn(merged).map((line) => new Set(wordsIn(line)));
  return missing.filter((line) => {
    const wanted = wordsIn(line).filter((word) => !gone.has(word));
    return wanted.length === 0 || !mergedWords.some((words) => wanted.every((word) => words.has(word)));
  });
}

it('1,000 pairs of changes on both sides: more than 98 % ask nobody', () => {
  expect(cases.length).toBe(1000);
  const asked = cases.filter(({ merge }) => merge.overlaps.length > 0).map(({ number }) => number);
  expect(asked.length, `asked in ${asked.join(', ')}`).toBeLessThan(20);
});

it('none of them loses a line that either side wrote, whether it asks or not', () => {
  const lost = cases.flatMap(({ number, base, mine, theirs, merge: { text } }) => [
    ...lostLines(base, mine, theirs, text).map((line) => `${number}, mine: ${line}`),
    ...lostLines(base, theirs, mine, text).map((line) => `${number}, theirs: ${line}`),
  ]);
  expect(lost).toEqual([]);
});

it('none of them loses a line that neither side touched', () => {
  const lost = cases.flatMap(({ number, base, mine, theirs, merge: { text } }) => {
    const [before, here, there, now] = [base, mine, theirs, text].map((each) => counts(linesIn(each).map(said)));
    return [...before!].flatMap(([line, count]) => {
      const [m, t] = [here!.get(line) ?? 0, there!.get(line) ?? 0];
      return (now!.get(line) ?? 0) < Math.min(m, t, m + t - count) ? [`${number}: ${line}`] : [];
    });
  });
  expect(lost).toEqual([]);
});

it('where git asks nobody, nor do we, and the outcome is the same', () => {
  const clean = cases.filter(({ git }) => git !== null);
  expect(clean.length).toBeGreaterThan(800);
  const others = clean.filter(({ merge, git }) => merge.overlaps.length > 0 || hashText(merge.text) !== git);
  expect(others.map(({ number }) => number)).toEqual([]);
});

it('what is kept of git is what git says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'merge-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const { base, mine, theirs, git } of cases.filter(({ number }) => number % 50 === 0)) {
    const files = Object.entries({ mine, base, theirs }).map(([name, text]) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    });
    const { status, stdout } = spawnSync('git', ['merge-file', '-p', '-q', ...files], { encoding: 'utf8' });
    expect(status === 0 ? hashText(stdout) : null).toBe(git);
  }
});
