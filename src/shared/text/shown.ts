/**
 * The ways of other people's words to a surface: names, notes, paths, titles, messages. On every surface they are text:
 * no link, no command, no Markdown, no icon, no escape, and nothing that is not seen.
 */

/** Beyond this, words that are shown in one place are cut. */
const mostCharacters = 2_000;

/** Controls and the separators that end a line: nothing of that stands in one line of words. */
const lineBreaking = /[\p{Cc}\u2028\u2029]+/gu;

/** Scripts that spell with joiners, by their short names in Unicode. */
const joiningScripts =
  'Arab Syrc Mong Nkoo Adlm Rohg Mand Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Khmr Mymr Tibt Bali Java'
    .split(' ')
    .map((script) => `\\p{scx=${script}}`)
    .join('');
const joinedBefore = `[${joiningScripts}\\p{Extended_Pictographic}\\p{Emoji_Modifier}]|\\p{Extended_Pictographic}\\ufe0f`;
const joinedAfter = `[${joiningScripts}\\p{Extended_Pictographic}]`;

/**
 * Characters of which nothing is seen: what Unicode lets every renderer ignore (selectors of a variant, fillers, tags,
 * marks and overrides of the direction, what has no width), other format characters, and what is no character. Joiners
 * stay where a script spells with them and between the parts of an emoji, as does the choice of an emoji's form.
 */
const unseen = new RegExp(
  [
    `(?<!${joinedBefore})[\\u200c\\u200d]`,
    `[\\u200c\\u200d](?!${joinedAfter})`,
    '(?<!\\p{Extended_Pictographic})[\\ufe0e\\ufe0f](?!\\u20e3)',
    '(?![\\u200c\\u200d\\ufe0e\\ufe0f])[\\p{Default_Ignorable_Code_Point}\\p{Cf}\\p{Noncharacter_Code_Point}\\u2d7f\\u{16fe4}]',
  ].join('|'),
  'gu',
);

/** Signs that are as empty as a space: a pattern of no dots, a note without a head, blanks of hieroglyphs. */
const blank = /[\u2800\u{1d159}\u{13441}\u{13442}]/gu;

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
    .replace(blank, ' ')
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

/**
 * The name that somebody gave themself, as it is kept: one line, nothing unseen, no more than `most` UTF-16 units, and
 * begun by what stands by itself. Empty where nothing would be seen.
 */
export function nameOfPerson(given: string, most: number): string {
  const name = trimmed(plainWords(given).replace(/\s+/gu, ' '));
  return trimmed(plainWords(name.slice(0, most).replace(/[\ud800-\udbff]$/, '')));
}

/** Marks at the beginning would stand upon whatever is before the name. */
function trimmed(name: string): string {
  return name.replace(/^[\s\p{M}\u200c\u200d]+/u, '').trim();
}

/** How a name is read: two that are read alike have one. */
export function readAs(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();
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
