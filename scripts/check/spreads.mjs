/**
 * Finds lists that are spread into the arguments of a call that puts them behind another: from some 120,000 items on they
 * fill the stack, and a long file or a long list from the wire throws a RangeError.
 * @param {string} file @param {string} text @returns {string[]} one line each
 */
export function spreadLists(file, text) {
  if (!/^(?:src|server|packages)\//.test(file) || file.endsWith('/append.ts')) return [];
  return [...text.matchAll(/\.(?:push|unshift)\(\s*\.\.\./g)].map(({ index }) => {
    const line = text.slice(0, index).split('\n').length;
    return `${file}:${line}: a list is spread into a call; use append (src/shared/core/append.ts)`;
  });
}
