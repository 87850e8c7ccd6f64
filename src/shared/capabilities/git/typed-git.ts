import { type TypedLook, type TypedMove, typedMoves } from './typed-moves.ts';

/** Options of Git itself that take the next word. */
export const gitOptionsWithWord: readonly string[] = [
  '-C',
  '-c',
  '--git-dir',
  '--work-tree',
  '--namespace',
  '--super-prefix',
  '--config-env',
  '--attr-source',
];

/** Commands that move nothing of anybody's: these are Git's at once. */
export const stillVerbs = [
  'add annotate apply archive blame branch bundle cat-file check-attr check-ignore check-mailmap check-ref-format',
  'cherry clone column commit-graph commit-tree config count-objects credential describe diff diff-files diff-index',
  'diff-tree difftool fast-export fast-import fetch fetch-pack for-each-ref for-each-repo format-patch fsck gc',
  'get-tar-commit-id grep gui gitk hash-object help hook http-backend index-pack init init-db instaweb',
  'interpret-trailers lfs log ls-files ls-remote ls-tree mailinfo mailsplit maintenance merge-base merge-file',
  'merge-index merge-tree mergetool mktag mktree multi-pack-index mv name-rev notes pack-objects pack-refs patch-id',
  'prune push range-diff receive-pack reflog remote repack replace request-pull rerere rev-list rev-parse send-email',
  'send-pack shortlog show show-branch show-index show-ref sparse-checkout stage status stripspace submodule symbolic-ref tag',
  'unpack-file unpack-objects update-index update-ref upload-archive upload-pack var verify-commit verify-pack',
  'verify-tag version whatchanged worktree write-tree',
].flatMap((line) => line.split(' '));

/** Commands that move files, in some of their forms. */
export const movingVerbs: readonly string[] = Object.keys(typedMoves);

/** Parts of a line: options of Git itself, the command, and what belongs to it. */
export function partsOf(line: readonly string[]): { options: string[]; verb: string; rest: string[] } {
  let at = 0;
  while (at < line.length && line[at]!.startsWith('-')) at += gitOptionsWithWord.includes(line[at]!) ? 2 : 1;
  return { options: line.slice(0, at), verb: line[at] ?? '', rest: line.slice(at + 1) };
}

/** Splits the text of an alias into words as Git does: quotes and backslashes hold words together. */
export function wordsOf(text: string): string[] {
  const words = text.match(/(?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'\\])+/gs) ?? [];
  return words.map((word) =>
    word.replace(/\\(.)|"((?:\\.|[^"\\])*)"|'([^']*)'/gs, (_, single, double, plain) =>
      single !== undefined ? single : double !== undefined ? double.replace(/\\(.)/gs, '$1') : plain,
    ),
  );
}

/** Longest way from alias to alias. */
const mostAliases = 10;

/** Finds what a line of Git moves; null where it moves nothing. */
export function typedMoveOf(line: readonly string[], look: TypedLook, depth = 0): TypedMove | null {
  const { options, verb, rest } = partsOf(line);
  if (rest.some((word, at) => (word === '--help' || word === '-h') && !rest.slice(0, at).includes('--'))) return null;
  if (Object.hasOwn(typedMoves, verb)) return typedMoves[verb]!(rest, look);
  if (verb === '' || stillVerbs.includes(verb) || depth > mostAliases) return null;
  const alias = look.alias(verb);
  if (alias === null) return null;
  if (!alias.startsWith('!')) return typedMoveOf([...options, ...wordsOf(alias), ...rest], look, depth + 1);
  return inScript(alias, look, depth);
}

/** Finds the first command in an alias that a shell runs: there Git would find itself, and ask nobody. */
function inScript(script: string, look: TypedLook, depth: number): TypedMove | null {
  for (const [, command = ''] of script.matchAll(/\bgit\s+([^;&|\n()]*)/g)) {
    const found = typedMoveOf(wordsOf(command), look, depth + 1);
    // Its words are the shell's to make: all files may be meant.
    if (found) return { ...found, reach: { is: 'tree' } };
  }
  return null;
}
