import { EnsembleError } from '../../shared/core/errors.ts';
import type { ParsedParams, ParsedStreamParams } from '../../shared/session/contract.ts';

type Scope = Pick<ParsedParams<'search.files'>, 'includes' | 'excludes' | 'useIgnoreFiles'>;

const maxGlobsLength = 16_000;

/** Bounds on a compiled expression: large enough for real patterns, and compiled in no time. */
const sizeLimits = ['--regex-size-limit=10M', '--dfa-size-limit=64M'];

/** Syntax that only the backtracking engine has: lookaround, back-references, atomic groups. It can try for ever. */
const needsSlowEngine = /\(\?(?:[=!>|(&R\d]|<[=!]|P[=>])|\\(?:[1-9KGRX]|k[<{']|g[<{'\d])|\(\*[A-Z]/;

/**
 * Makes ripgrep's arguments for the place of a search. The caller's words are always inside of one `--name=value`
 * argument, so they are never read as an option. Only the folder's own ignore files count.
 * @param hiddenGlobs patterns of files that the caller does not see; they stand last, so that no include brings
 * anything back
 * @param avoidedLinks makes it follow links, except these, by their paths; without it none are
 * @throws EnsembleError `bad-request`
 */
export function scopeArguments(
  scope: Scope,
  hiddenGlobs: readonly string[],
  avoidedLinks: readonly string[] | null = null,
): string[] {
  const given = [...scope.includes, ...scope.excludes].join('');
  if (given.includes('\0') || given.length > maxGlobsLength) {
    throw new EnsembleError('bad-request', 'The files to include and exclude are not valid, or too many.');
  }
  return [
    '--no-config',
    '--hidden',
    avoidedLinks ? '--follow' : '--no-follow',
    // Complaints about files would name files that the caller may not see.
    '--no-messages',
    '--no-ignore-messages',
    ...(scope.useIgnoreFiles ? ['--no-ignore-parent', '--no-ignore-global', '--no-require-git'] : ['--no-ignore']),
    ...scope.includes.filter(Boolean).flatMap((glob) => [`--glob=${literalStart(glob)}`, `--glob=${contentOf(glob)}`]),
    ...scope.excludes.filter(Boolean).map((glob) => `--glob=!${glob}`),
    '--glob=!.git',
    ...hiddenGlobs.map((glob) => `--iglob=!${glob}`),
    ...(avoidedLinks ?? []).map((path) => `--glob=!/${path.replace(/[\\[\]{}*?!]/g, '\\$&')}`),
  ];
}

/**
 * Makes ripgrep's arguments for the pattern of a search.
 * @throws EnsembleError `bad-request`
 */
export function patternArguments(params: ParsedStreamParams<'search.text'>): string[] {
  if (params.pattern.includes('\0')) throw new EnsembleError('bad-request', 'A search cannot contain NUL characters.');
  const isMultiline = params.isRegExp ? /\n|\\n/.test(params.pattern) : params.pattern.includes('\n');
  const asRegExp = params.isRegExp || isMultiline;
  const pattern = params.isRegExp ? params.pattern : isMultiline ? escapeLines(params.pattern) : params.pattern;
  return [
    '--json',
    '--crlf',
    params.isCaseSensitive ? '--case-sensitive' : '--ignore-case',
    asRegExp ? `--engine=${needsSlowEngine.test(pattern) ? 'pcre2' : 'default'}` : '--fixed-strings',
    ...sizeLimits,
    ...(isMultiline ? ['--multiline'] : []),
    ...(params.isWordMatch ? ['--word-regexp'] : []),
    `--regexp=${anyLineEnd(pattern, asRegExp)}`,
  ];
}

/** Makes `\n` find the line ends of files from Windows too. */
function anyLineEnd(pattern: string, isRegExp: boolean): string {
  if (!isRegExp) return pattern;
  let isClass = false;
  return pattern.replace(/\\[\s\S]|[[\]\n]/g, (token) => {
    if (token === '[') isClass = true;
    if (token === ']') isClass = false;
    return (token === '\\n' || token === '\n') && !isClass ? '\\r?\\n' : token;
  });
}

function escapeLines(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** In an include, a leading `!` is a character like any other. */
function literalStart(glob: string): string {
  return glob.startsWith('!') ? `\\${glob}` : glob;
}

/** An included folder includes its contents. */
function contentOf(glob: string): string {
  let end = glob.length;
  while (end > 0 && glob[end - 1] === '/') end--;
  return `${literalStart(glob.slice(0, end))}/**`;
}
