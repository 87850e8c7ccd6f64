const mostLines = 400;

/**
 * Finds files that are too long: an error in the product, a warning elsewhere.
 * @param {Iterable<[file: string, text: string]>} sources
 */
export function longFiles(sources) {
  /** @type {string[]} */
  const errors = [];
  /** @type {string[]} */
  const warnings = [];
  for (const [file, text] of sources) {
    const lines = text.split('\n').length - 1;
    if (lines <= mostLines) continue;
    (/^(src|server)\//.test(file) ? errors : warnings).push(`${file}: ${lines} lines; split it (at most ${mostLines})`);
  }
  return { errors, warnings };
}
