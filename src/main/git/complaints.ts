/** Boundaries in a line above which it is not looked through. */
const mostBoundaries = 60;

/** Positions at which a path may begin or end in Git's words, which it puts anywhere, with or without quotes. */
function boundaries(line: string): { begins: number[]; ends: number[] } {
  const at = [...line.matchAll(/[\s'"`()[\],:;]+/g)];
  return {
    begins: [0, ...at.map(({ index, 0: { length } }) => index + length)],
    ends: [...at.map(({ index }) => index), line.length],
  };
}

/** Git's own folder, which is hidden and no secret. */
const itsOwn = /(^|\/)\.git(\/|$)/;

function names(line: string, isHidden: (path: string) => boolean): boolean {
  const { begins, ends } = boundaries(line);
  if (begins.length > mostBoundaries) return true;
  return begins.some((from) => ends.some((to) => to > from && isHidden(line.slice(from, to).replace(/[/.]+$/, ''))));
}

/** Removes the lines of Git's words that name a hidden file: they go to guests. */
export function withoutHidden(words: string, sees: (path: string) => boolean): string {
  const lines = words.split('\n');
  const kept = lines.filter((line) => !names(line, (path) => path !== '' && !itsOwn.test(path) && !sees(path)));
  if (kept.length === lines.length) return words;
  return [...kept, '(Some of this is about files that are hidden from guests.)'].join('\n');
}
