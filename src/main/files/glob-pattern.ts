import { foldName } from './folded-path.ts';

/**
 * Gives the regular expression of a pattern, for folded relative paths.
 * `*` and `?` stay within a name, `**` crosses them; `[a-z]` and `{a,b}` as in a shell. As in .gitignore, a pattern
 * without a slash inside means a name at any depth, any other starts at the folder.
 * @throws SyntaxError when the pattern is not closed or is empty
 */
export function patternSource(pattern: string): { source: string; anyDepth: boolean } {
  const bare = pattern.replace(/\/+$/, '');
  const anyDepth = !bare.includes('/');
  const names = bare
    .replace(/^\//, '')
    .split('/')
    .map((name) => (/^\*+$/.test(name) ? name : foldGlob(name)));
  if (names.length === 0 || names.includes('')) throw new SyntaxError(`“${pattern}” has an empty part`);
  let source = '';
  names.forEach((name, index) => {
    const isLast = index === names.length - 1;
    if (name !== '**') source += translate(name) + (isLast ? '' : '/');
    else source += isLast ? '.+' : '(?:[^/]+/)*';
  });
  new RegExp(`^(?:${source})$`, 'u');
  return { source, anyDepth };
}

/** A pattern's trailing star or brace must not be taken for the trailing dot that folding drops. */
function foldGlob(name: string): string {
  const end = /[*?\]}]+$/.exec(name)?.[0] ?? '';
  if (end === '') return foldName(name);
  return foldName(`${name.slice(0, -end.length)}x`).slice(0, -1) + end;
}

function translate(name: string): string {
  let source = '';
  let depth = 0;
  for (let at = 0; at < name.length; at++) {
    const char = name.charAt(at);
    if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '[') {
      const end = name.indexOf(']', at + 2);
      if (end < 0) throw new SyntaxError(`“${name}” has a [ without its ]`);
      const negated = /^[!^]/.test(name.slice(at + 1));
      const inside = name.slice(at + (negated ? 2 : 1), end).replace(/[\\[\]^]/g, '\\$&');
      source += `[${negated ? '^/' : ''}${inside}]`;
      at = end;
    } else if (char === '{') {
      depth++;
      source += '(?:';
    } else if (char === '}' && depth > 0) {
      depth--;
      source += ')';
    } else if (char === ',' && depth > 0) source += '|';
    else source += char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  if (depth > 0) throw new SyntaxError(`“${name}” has a { without its }`);
  return source;
}
