import { foldName } from './folded-name.ts';

/** A pattern without braces, for folded names or paths. */
export interface Glob {
  /**
   * Source of a regular expression without backtracking over the same star: settings come from a folder, and must not
   * be able to hang the host.
   */
  readonly source: string;
  /** True if it means a name at any depth; false for a path from the folder. */
  readonly anyDepth: boolean;
  /** Names without wildcards that it begins with, as they are written; '' where it may fit anywhere. */
  readonly stem: string;
  /** True where a name in it is `.` or `..`: it fits nothing then, since no path has these. */
  readonly hasDots: boolean;
}

/** Bound on the expansion of braces in one pattern. */
const maxGlobs = 64;
/** Number of stars up to which trying all their places is fast. */
const fewStars = 2;

/**
 * Takes a pattern apart. `*` and `?` stay within a name, `**` crosses them; `[a-z]` and `{a,b}` as in a shell. As in
 * .gitignore, a pattern without a slash inside means a name at any depth, any other starts at the folder.
 * @throws SyntaxError when the pattern is not closed, is empty, or its braces come to too many
 */
export function globsOf(pattern: string): Glob[] {
  return expandBraces(pattern).map((each) => globOf(each, pattern));
}

/** Says whether a text is a pattern that can be taken apart, and excludes nothing. */
export function isPattern(text: string): boolean {
  try {
    return !text.startsWith('!') && !text.includes('\\') && globsOf(text).length > 0;
  } catch {
    return false;
  }
}

/** Says whether a text is a pattern that paths can fit: none of these has dots for a name. */
export function isPatternOfPaths(text: string): boolean {
  return isPattern(text) && globsOf(text).every(({ hasDots }) => !hasDots);
}

function globOf(pattern: string, written: string): Glob {
  const bare = pattern.replace(/\/{1,500}$/, '');
  const names = bare.replace(/^\//, '').split('/');
  if (names.includes('')) throw new SyntaxError(`“${written}” has an empty part`);
  const source = new Translation(bare.split(/\*+/).length - 1).path(names);
  new RegExp(`^(?:${source})$`, 'u');
  const anyDepth = !bare.includes('/');
  const wild = names.findIndex((name) => /[*?[]/.test(name));
  const stem = anyDepth ? '' : names.slice(0, wild < 0 ? names.length : wild).join('/');
  return { source, anyDepth, stem, hasDots: names.some((name) => name === '.' || name === '..') };
}

/** Gives one pattern for each way through the braces of a pattern. */
function expandBraces(pattern: string): string[] {
  let heads = [''];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === '[') {
      const end = endOfClass(pattern, at);
      heads = heads.map((head) => head + pattern.slice(at, end + 1));
      at = end;
    } else if (char === '{') {
      const { end, choices } = choicesAt(pattern, at);
      const all = choices.flatMap(expandBraces);
      if (heads.length * all.length > maxGlobs)
        throw new SyntaxError(`“${pattern}” has too many choices in its braces`);
      heads = heads.flatMap((head) => all.map((choice) => head + choice));
      at = end;
    } else heads = heads.map((head) => head + char);
  }
  return heads;
}

function choicesAt(pattern: string, open: number): { end: number; choices: string[] } {
  const choices: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let at = open; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === '[') at = endOfClass(pattern, at);
    else if (char === '{') depth++;
    else if (char === '}') depth--;
    if ((char === ',' && depth === 1) || depth === 0) {
      choices.push(pattern.slice(from, at));
      from = at + 1;
    }
    if (depth === 0) return { end: at, choices };
  }
  throw new SyntaxError(`“${pattern}” has a { without its }`);
}

function endOfClass(text: string, open: number): number {
  const end = text.indexOf(']', open + 2);
  if (end < 0) throw new SyntaxError(`“${text}” has a [ without its ]`);
  return end;
}

/**
 * Writes one regular expression. Text between two stars is taken at its first place and never looked for again: with
 * stars on both sides no later place could do better.
 */
class Translation {
  readonly #hasMany: boolean;
  #groups = 0;

  constructor(stars: number) {
    this.#hasMany = stars > fewStars;
  }

  path(names: readonly string[]): string {
    const runs: string[][] = [[]];
    for (const name of names) {
      if (name !== '**') runs.at(-1)!.push(this.#name(name));
      else if (runs.length === 1 || runs.at(-1)!.length > 0) runs.push([]);
    }
    return runs.map((run, index) => this.#run(run.join('/'), index === 0, index === runs.length - 1)).join('');
  }

  /** Writes names that follow one another; before each run but the first there may be any folders. */
  #run(source: string, isFirst: boolean, isLast: boolean): string {
    if (isFirst) return source === '' || isLast ? source : `${source}/`;
    if (isLast) return source === '' ? '.+' : `(?:[^/]+/)*${source}`;
    return this.#once(`(?:[^/]+/)*${this.#hasMany ? '?' : ''}${source}/`);
  }

  #name(name: string): string {
    const [first = '', ...rest] = foldGlob(name).split(/\*+/);
    const last = rest.pop();
    if (last === undefined) return letters(first);
    const between = rest.map((part) => this.#once(`[^/]*${this.#hasMany ? '?' : ''}${letters(part)}`)).join('');
    return `${letters(first)}${between}[^/]*${letters(last)}`;
  }

  #once(source: string): string {
    if (!this.#hasMany) return source;
    const name = `g${this.#groups++}`;
    return `(?=(?<${name}>${source}))\\k<${name}>`;
  }
}

/** Folds a name of a pattern: its trailing star or class must not be taken for the trailing dot that folding drops. */
function foldGlob(name: string): string {
  let end = name.length;
  while (end > 0 && '*?]'.includes(name.charAt(end - 1))) end--;
  if (end === name.length) return foldName(name);
  return foldName(`${name.slice(0, end)}x`).slice(0, -1) + name.slice(end);
}

function letters(part: string): string {
  let source = '';
  for (let at = 0; at < part.length; at++) {
    const char = part.charAt(at);
    if (char === '?') source += '[^/]';
    else if (char === '[') {
      const end = endOfClass(part, at);
      const negated = /^[!^]/.test(part.slice(at + 1));
      const inside = part.slice(at + (negated ? 2 : 1), end).replace(/[\\[\]^]/g, '\\$&');
      source += `[${negated ? '^/' : ''}${inside}]`;
      at = end;
    } else source += char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  return source;
}
