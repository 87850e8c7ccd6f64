/**
 * The ways of other people's words to a surface: names, notes, paths, titles, messages. On every surface they are text:
 * no link, no command, no Markdown, no icon, no escape, and nothing that is not seen.
 */

/** Beyond this, words that are shown in one place are cut. */
const mostCharacters = 2_000;

/** Controls and the separators that end a line: nothing of that stands in one line of words. */
const lineBreaking = /[\p{Cc}\u2028\u2029]+/gu;

/**
 * Format characters: overrides and isolates of the direction, marks, zero-width characters, tags. Joiners stay between
 * letters of the scripts that need them, and between the parts of an emoji.
 */
const unseen =
  /(?<![\p{L}\p{M}\p{Extended_Pictographic}])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{M}\p{Extended_Pictographic}])|(?![\u200c\u200d])[\p{Cf}\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5/gu;

/** Half of a character stands for nothing. */
const loneHalf = /\p{Cs}/gu;

/** A letter with more marks upon it than any script has covers the lines around it. */
const towering = /(\p{M}{6})\p{M}+/gu;

/** Invisible, and no part of a line's width: parts what a renderer would take together. */
const parting = '\u2060';

/** One line of words, as they are read: for what renders text as text. */
export function plainWords(words: string): string {
  const line = words
    .slice(0, 4 * mostCharacters)
    .replace(lineBreaking, ' ')
    .replace(unseen, '')
    .replace(loneHalf, '\ufffd')
    .replace(towering, '$1');
  const characters = [...line];
  return characters.length > mostCharacters ? `${characters.slice(0, mostCharacters).join('')}…` : line;
}

/** For what finds `[text](command:…)` and `$(icon)` in its words: notifications, lists to pick from, the status bar. */
export function inertWords(words: string): string {
  return plainWords(words)
    .replace(/\](?=\()/g, `]${parting}`)
    .replace(/\$(?=\()/g, `$${parting}`);
}

/** For what renders Markdown: hovers and the reasons of read-only editors. All punctuation stands for itself. */
export function markdownOf(words: string): string {
  return plainWords(words).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** Several lines or paragraphs, each one cleaned by itself: what is inside of one does not begin another. */
export function linesOf(lines: readonly string[], between = '\n'): string {
  return lines.map(plainWords).join(between);
}

/** The name that somebody gave themself, as it is kept: one line, nothing unseen, no more than `most` UTF-16 units. */
export function nameOfPerson(given: string, most: number): string {
  const name = plainWords(given).replace(/\s+/gu, ' ').trim();
  return plainWords(name.slice(0, most).replace(/[\ud800-\udbff]$/, '')).trim();
}

/** One line of a terminal. */
export const terminalLine = plainWords;

/** A text of several lines in a terminal: controls are seen as their pictures, all else is as it was written. */
export function terminalText(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, (control) => {
    const code = control.codePointAt(0)!;
    return String.fromCodePoint(code < 0x20 ? 0x2400 + code : code === 0x7f ? 0x2421 : 0xfffd);
  });
}
