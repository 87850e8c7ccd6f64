/** Letters, marks and digits that are written from right to left, by their blocks. */
const fromRight = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/gu;

/**
 * Words for a line that somebody proposes to run. Letters from right to left would put its other parts in another order
 * than the shell reads them in, so they are shown by their numbers, and read in the order of the line.
 */
export function lineWords(line: string): string {
  return line.replace(fromRight, (letter) => `\\u{${letter.codePointAt(0)!.toString(16)}}`);
}
