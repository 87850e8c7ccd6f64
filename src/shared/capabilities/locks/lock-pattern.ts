import { z } from 'zod';
import { foldName } from '../../text/folded-name.ts';
import { type Glob, globsOf, isPatternOfPaths } from '../../text/glob-pattern.ts';
import { plainWords } from '../../text/shown.ts';

/**
 * Text of a pattern of files in the folder, present and future, such as `src/parser/**`; a folder stands for all in it.
 * Entries are not judged by more when they are folded: what a pattern is depends on the Unicode version of the runtime.
 */
export const patternText = z.string().min(1).max(300);

/** Refusal of any other text. */
export const noPattern = 'This is not a pattern; patterns look like src/parser/**, *.css or docs.';

/** The same, of which files can fit: judged where it is typed, and before it comes into the log. */
export const lockPattern = patternText.refine((text) => isPatternOfPaths(text) && isSeen(text), { error: noPattern });

const isSeen = (text: string) => plainWords(text) === text && text.trim() === text;

interface Compiled {
  fits: RegExp;
  /** Names that each way through its braces begins with, as they are written; '' for one that may fit anywhere. */
  stems: readonly string[];
  foldedStems: readonly string[];
}

/** Text in the log that is no pattern here: it fits nothing, and might name anything. */
const ofNothing: Compiled = { fits: /(?!)/, stems: [''], foldedStems: [] };

const mostCompiled = 2000;
/** Memo by pattern: each edit of an agent asks about each of them. */
const known = new Map<string, Compiled>();

function compiled(pattern: string): Compiled {
  const found = known.get(pattern);
  if (found) return found;
  const made = isPatternOfPaths(pattern) ? compiledOf(globsOf(pattern)) : ofNothing;
  if (known.size >= mostCompiled) known.clear();
  known.set(pattern, made);
  return made;
}

function compiledOf(globs: readonly Glob[]): Compiled {
  const sources = globs.map(({ source, anyDepth }) => (anyDepth ? `(?:[^/]+/)*${source}` : source));
  const stems = globs.map(({ stem }) => stem);
  return {
    fits: new RegExp(`^(?:${sources.map(unnamed).join('|')})(?:/.*)?$`, 'u'),
    stems,
    foldedStems: stems.map(folded),
  };
}

/** Gives each way its own names of groups, since they are in one expression. */
const unnamed = (source: string, way: number) => source.replace(/(?<=\(\?<|\\k<)g/g, `w${way}g`);

const folded = (path: string) => path.split('/').map(foldName).join('/');

/** Says whether a file, or a folder that it is in, fits a pattern. */
export function fitsPattern(pattern: string, path: string): boolean {
  return compiled(pattern).fits.test(folded(path));
}

/** Lists the folders or files below which all lies that fits a pattern; '' for the whole folder. */
export function stemsOf(pattern: string): readonly string[] {
  return compiled(pattern).stems;
}

const isAround = (stem: string, path: string) => stem === '' || path === stem || path.startsWith(`${stem}/`);

const areOnOneWay = (one: string, other: string) => isAround(one, other) || isAround(other, one);

/** Says whether all that fits a way through a pattern lies at a path, or below it. */
export function liesBelow(pattern: string, path: string): boolean {
  const folder = folded(path);
  return compiled(pattern).foldedStems.some((stem) => stem !== '' && isAround(folder, stem));
}

/** Says whether a file might fit both patterns, by what they begin with: some of these never meet. */
export function patternsMayMeet(one: string, other: string): boolean {
  const [a, b] = [compiled(one).foldedStems, compiled(other).foldedStems];
  return a.some((mine) => b.some((theirs) => areOnOneWay(mine, theirs)));
}

/** Says whether a file in a folder might fit a pattern, by what that begins with; '' is the whole folder. */
export function mayReachInto(pattern: string, folder: string): boolean {
  const inside = folded(folder);
  return compiled(pattern).foldedStems.some((stem) => areOnOneWay(stem, inside));
}
