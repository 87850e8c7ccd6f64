import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { diffLists } from '../../src/shared/text/line-diff.ts';

/** Lines of the base that give way: from, how many, and what stands there then. */
export type Patch = [from: number, count: number, ...lines: string[]][];

/** Two sides' versions of one file, made while neither knew of the other. */
export interface Pair {
  /** Which of the base texts. */
  base: number;
  mine: Patch;
  theirs: Patch;
  /** Edits of each side, in words. */
  did: [mine: string, theirs: string];
  /** SHA-256 of what `git merge-file` made of it, or null where it asks. */
  git: string | null;
}

export interface PairSet {
  bases: { name: string; text: string }[];
  pairs: Pair[];
}

export const pairsFile = new URL('../fixtures/disk-conflicts.json.gz', import.meta.url);

/** The pairs that are kept. */
export function readPairs(): PairSet {
  return JSON.parse(gunzipSync(readFileSync(pairsFile)).toString()) as PairSet;
}

/** Finds the patch that turns one text into another. */
export function patchOf(before: string, after: string): Patch {
  const [a, b] = [before.split('\n'), after.split('\n')];
  return diffLists(a, b).map(({ from, to, newFrom, newTo }) => [from, to - from, ...b.slice(newFrom, newTo)]);
}

/** A text with a patch in it. */
export function patched(text: string, patch: Patch): string {
  const lines = text.split('\n');
  for (const [from, count, ...put] of patch.toReversed()) lines.splice(from, count, ...put);
  return lines.join('\n');
}
