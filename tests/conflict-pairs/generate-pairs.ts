import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { hashText } from '../../src/shared/text/hash.ts';
import { Random } from '../sim/random.ts';
import { placedEdits } from './edits.ts';
import { type Pair, type PairSet, pairsFile, patchOf } from './pairs.ts';
import { sweeps } from './sweeps.ts';

// Writes tests/fixtures/disk-conflicts.json: files of this project, each changed by two sides at once: by a person who has
// not saved, and by what happens on the disk meanwhile (somebody's commits, formatters, other tools). It is a model of the
// minutes between two saves, not of branches that went apart for weeks: there far more is changed twice.

const wantedPairs = 1000;
const wantedBases = 30;
/** Probability that the other side works at the same spot: within these lines of mine. */
const nearby = { chance: 0.05, lines: 6 };
/** Probability that the disk changes by a tool that goes through the whole file rather than by somebody's edits. */
const sweepChance = 0.3;

const random = new Random(20_261_121);

function pickWeighted<T>(all: readonly (readonly [string, number, T])[]): [name: string, value: T] {
  let at = random.next() * all.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight, value] of all) {
    at -= weight;
    if (at <= 0) return [name, value];
  }
  return [all[0]![0], all[0]![2]];
}

/** A few edits, the first at a place, the others around it or anywhere. */
function edited(text: string, first: number, most: number, staying: number): { text: string; did: string } {
  const lines = text.split('\n');
  const did: string[] = [];
  const wanted = 1 + random.below(most);
  let at = first;
  for (let tries = 0; did.length < wanted && tries < 50; tries++) {
    const [name, edit] = pickWeighted(placedEdits);
    if (edit(lines, Math.min(at, lines.length - 1), random)) did.push(name);
    at = random.chance(staying) ? at + random.below(5) : random.below(lines.length);
  }
  return { text: lines.join('\n'), did: did.join(', ') };
}

function swept(text: string): { text: string; did: string } {
  const [name, sweep] = pickWeighted(sweeps);
  return { text: sweep(text, random), did: name };
}

const folder = mkdtempSync(join(tmpdir(), 'conflict-pairs-'));

function mergedByGit(base: string, mine: string, theirs: string): string | null {
  const files = { mine, base, theirs };
  const paths = Object.entries(files).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  });
  const { status, stdout } = spawnSync('git', ['merge-file', '-p', '-q', ...paths], { encoding: 'utf8' });
  return status === 0 ? hashText(stdout) : null;
}

function bases(): PairSet['bases'] {
  const all = globSync([
    'src/**/*.{ts,tsx,css}',
    'server/**/*.ts',
    'docs/*.md',
    'README.md',
    'AGENTS.md',
    'examples/**/*.*',
  ]);
  const texts = all
    .filter((name) => !name.includes('images'))
    .sort()
    .map((name) => ({ name, text: readFileSync(name, 'utf8').replaceAll('\r', '') }))
    .filter(({ text }) => text.split('\n').length >= 60 && text.length < 12_000);
  return Array.from({ length: wantedBases }, () => texts.splice(random.below(texts.length), 1)[0]!);
}

const set: PairSet = { bases: bases(), pairs: [] };
while (set.pairs.length < wantedPairs) {
  const base = random.below(set.bases.length);
  const { text } = set.bases[base]!;
  const lineCount = text.split('\n').length;
  const place = random.below(lineCount);
  const there = random.chance(nearby.chance)
    ? place + random.below(2 * nearby.lines) - nearby.lines
    : random.below(lineCount);
  const mine = edited(text, place, 2, 0.8);
  const theirs = random.chance(sweepChance) ? swept(text) : edited(text, Math.max(0, there), 3, 0.5);
  if (mine.text === text || theirs.text === text) continue;
  const pair: Pair = {
    base,
    mine: patchOf(text, mine.text),
    theirs: patchOf(text, theirs.text),
    did: [mine.did, theirs.did],
    git: mergedByGit(text, mine.text, theirs.text),
  };
  set.pairs.push(pair);
}
rmSync(folder, { recursive: true });
const lines = (items: readonly unknown[]) => items.map((item) => JSON.stringify(item)).join(',\n');
writeFileSync(pairsFile, gzipSync(`{"bases":[\n${lines(set.bases)}\n],\n"pairs":[\n${lines(set.pairs)}\n]}\n`));
console.log(`${set.pairs.length} pairs, git asks in ${set.pairs.filter(({ git }) => git === null).length}`);
