/** Part of a pattern. */
type Part =
  | { is: 'text'; text: string }
  /** Anything without a slash, and anything at all. */
  | { is: 'star' }
  | { is: 'all' }
  | { is: 'one' }
  | { is: 'set'; characters: ReadonlySet<string>; isOpposite: boolean }
  | { is: 'choice'; options: Part[][] }
  | { is: 'number'; from: number; to: number };

const range = /^([+-]?\d{1,9})\.\.([+-]?\d{1,9})$/;
const deepest = 8;

/**
 * Says whether a path fits a pattern of EditorConfig. Anybody who edits can write one: it is tried in time that grows
 * with its length and the path's, by the positions that each part may end at (an NFA), and never by a regular expression.
 */
export function fitsSection(pattern: string, path: string): boolean {
  const parts = partsOf(pattern.includes('/') ? pattern.replace(/^\//, '') : `**/${pattern}`, 0);
  const starts = new Uint8Array(path.length + 1);
  starts[0] = 1;
  return ended(parts, path, starts)[path.length] === 1;
}

function partsOf(pattern: string, depth: number): Part[] {
  const parts: Part[] = [];
  const literal = (text: string) => parts.push({ is: 'text', text });
  let at = 0;
  const isDeep = (from: number) => pattern.startsWith('**/', from) && (from === 0 || pattern[from - 1] === '/');
  while (at < pattern.length) {
    const character = pattern[at]!;
    if (isDeep(at)) {
      // No folder at all is one of those between.
      parts.push({ is: 'choice', options: [[], [{ is: 'all' }, { is: 'text', text: '/' }]] });
      at += 3;
    } else if (pattern.startsWith('**', at)) {
      parts.push({ is: 'all' });
      at += 2;
    } else {
      at += taken(character);
    }
  }
  return parts;

  /** Takes the part at the place. Gives its length. */
  function taken(character: string): number {
    if (character === '*') parts.push({ is: 'star' });
    else if (character === '?') parts.push({ is: 'one' });
    else if (character === '\\' && at + 1 < pattern.length) {
      literal(pattern[at + 1]!);
      return 2;
    } else if (character === '[') return setAt();
    else if (character === '{') return choiceAt();
    else literal(character);
    return 1;
  }

  function setAt(): number {
    const end = pattern.indexOf(']', at + 2);
    const inside = pattern.slice(at + 1, end);
    if (end < 0 || inside.includes('/')) {
      literal('[');
      return 1;
    }
    const isOpposite = inside.startsWith('!');
    parts.push({ is: 'set', characters: new Set(spread(isOpposite ? inside.slice(1) : inside)), isOpposite });
    return end + 1 - at;
  }

  function choiceAt(): number {
    const options = optionsAt(pattern, at);
    const inside = options?.join(',') ?? '';
    const numbers = options?.length === 1 ? range.exec(inside) : null;
    if (numbers) {
      const [from, to] = [Number(numbers[1]), Number(numbers[2])];
      parts.push({ is: 'number', from: Math.min(from, to), to: Math.max(from, to) });
    } else if (options && options.length > 1 && depth < deepest)
      parts.push({ is: 'choice', options: options.map((option) => partsOf(option, depth + 1)) });
    else {
      literal('{');
      return 1;
    }
    return inside.length + 2;
  }
}

/** Letters of a set, with those of ranges such as `a-f`. */
function spread(inside: string): string[] {
  const letters: string[] = [];
  for (let at = 0; at < inside.length; at++) {
    const [from, to] = [inside.charCodeAt(at), inside.charCodeAt(at + 2)];
    if (inside[at + 1] === '-' && at + 2 < inside.length && from <= to && to - from < 256) {
      for (let code = from; code <= to; code++) letters.push(String.fromCharCode(code));
      at += 2;
    } else letters.push(inside[at]!);
  }
  return letters;
}

/** Words between a brace and the one that closes it, parted by commas of the same depth; null where none closes it. */
function optionsAt(pattern: string, start: number): string[] | null {
  const options: string[] = [];
  let [depth, from] = [0, start + 1];
  for (let at = start; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') at++;
    else if (character === '{') depth++;
    else if (character === ',' && depth === 1) {
      options.push(pattern.slice(from, at));
      from = at + 1;
    } else if (character === '}' && --depth === 0) return [...options, pattern.slice(from, at)];
  }
  return null;
}

type Positions = Uint8Array;

/** Positions at which parts may end that begin at some positions. */
function ended(parts: readonly Part[], path: string, starts: Positions): Positions {
  let at = starts;
  for (const part of parts) {
    at = after(part, path, at);
    if (!at.includes(1)) return at;
  }
  return at;
}

function after(part: Part, path: string, starts: Positions): Positions {
  const ends = new Uint8Array(path.length + 1);
  if (part.is === 'choice') {
    for (const option of part.options) for (const [end, is] of ended(option, path, starts).entries()) ends[end]! |= is;
    return ends;
  }
  if (part.is === 'star' || part.is === 'all') {
    for (let at = 0, isIn = 0; at <= path.length; at++) {
      if (part.is === 'star' && at > 0 && path[at - 1] === '/') isIn = 0;
      isIn |= starts[at]!;
      ends[at] = isIn;
    }
    return ends;
  }
  for (let at = 0; at < path.length; at++) {
    if (starts[at] === 0) continue;
    const length = lengthOf(part, path, at);
    if (length > 0) ends[at + length] = 1;
  }
  return ends;
}

/** Length of what a part takes at a place; 0 where it does not fit. */
function lengthOf(part: Exclude<Part, { is: 'choice' | 'star' | 'all' }>, path: string, at: number): number {
  const character = path[at]!;
  switch (part.is) {
    case 'text':
      return Number(character === part.text);
    case 'one':
      return Number(character !== '/');
    case 'set':
      return Number(character !== '/' && part.characters.has(character) !== part.isOpposite);
    case 'number': {
      const digits = /^[+-]?\d{1,9}/.exec(path.slice(at, at + 10))?.[0] ?? '';
      const value = Number(digits);
      return digits !== '' && value >= part.from && value <= part.to ? digits.length : 0;
    }
  }
}
