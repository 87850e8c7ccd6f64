/** Says whether a line is telling: not only brackets, and longer than a word such as `else`. */
const telling = (line: string): boolean => /[\p{L}\p{N}_$]/u.test(line) && line.trim().length > 4;

const declared =
  /^\s*(?:(?:export|default|public|private|protected|static|async|abstract|declare)\s+)*(?:function|class|def|fn|func|interface|type|enum|const|let|var|struct)\s+\*?\s*([\p{L}\p{N}_$]+)/u;
const named = /^\s*["']?([\p{L}\p{N}_$.-]+)["']?\s*[:=](?![:=])/u;

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Finds the names that lines define at their outermost level: of functions, fields, keys. */
function namesIn(lines: readonly string[]): Set<string> {
  const told = lines.filter((line) => line.trim() !== '');
  const outermost = told.reduce((least, line) => Math.min(least, indentOf(line)), Number.POSITIVE_INFINITY);
  const names = told
    .filter((line) => indentOf(line) === outermost)
    .map((line) => (declared.exec(line) ?? named.exec(line))?.[1]);
  return new Set(names.filter((name) => name !== undefined));
}

/** Says whether two runs of lines have a telling line in common. */
export function shareLines(a: readonly string[], b: readonly string[]): boolean {
  const known = new Set(a.filter(telling));
  return b.some((line) => known.has(line));
}

/**
 * Says whether two runs of lines are versions of the same: half of one is in the other, or both name the same thing.
 */
function areVersions(a: readonly string[], b: readonly string[]): boolean {
  const known = new Set(a.filter(telling));
  const others = new Set(b.filter(telling));
  const common = [...others].filter((line) => known.has(line)).length;
  if (common > 0 && common * 2 >= Math.min(known.size, others.size)) return true;
  const names = namesIn(a);
  return [...namesIn(b)].some((name) => names.has(name));
}

const beginsWith = (whole: readonly string[], part: readonly string[]) => part.every((line, i) => whole[i] === line);
const endsWith = (whole: readonly string[], part: readonly string[]) =>
  part.every((line, i) => whole[whole.length - part.length + i] === line);

/**
 * Merges lines that both sides inserted at one place: both, mine first; lines that both inserted come once; null where
 * they are two versions of the same, of which somebody must choose.
 */
export function bothInserted(mine: readonly string[], theirs: readonly string[]): readonly string[] | null {
  const [short, long] = mine.length <= theirs.length ? [mine, theirs] : [theirs, mine];
  if (beginsWith(long, short) || endsWith(long, short)) return long;
  return areVersions(mine, theirs) ? null : [...mine, ...theirs];
}
