/**
 * Other people's words on their way to a surface: names, notes, paths, titles, messages. On every surface they are
 * text: no link, no command, no Markdown, no icon, no escape, and nothing invisible.
 */

/** Length above which words in one place are cut. */
const mostCharacters = 2_000;

/** Controls and the separators that end a line: none of them may stand in one line of words. */
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
 * Invisible characters: those that Unicode lets every renderer ignore (variation selectors, fillers, tags,
 * bidirectional marks and overrides, characters without width), other format characters, and noncharacters. Joiners
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

/** Lone surrogates, which stand for no character. */
const loneHalf = /\p{Cs}/gu;

/** A letter with more marks than any script has: it would cover the lines around it. */
const towering = /(\p{M}{6})\p{M}+/gu;

/** Invisible separator without width, for characters that a renderer would take together. */
const parting = '\u2060';

/** Cleans one line of words, for surfaces that render text as text. */
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

/**
 * Cleans words for surfaces that find `[text](command:…)` and `$(icon)` in them: notifications, lists to pick from, the
 * status bar.
 */
export function inertWords(words: string): string {
  return plainWords(words)
    .replace(/\](?=\()/g, `]${parting}`)
    .replace(/\$(?=\()/g, `$${parting}`);
}

/**
 * Cleans words for surfaces that render Markdown: hovers and the reasons of read-only editors. All punctuation stands
 * for itself.
 */
export function markdownOf(words: string): string {
  return plainWords(words).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** Cleans several lines or paragraphs, each by itself: a mark in one does not begin another. */
export function linesOf(lines: readonly string[], between = '\n'): string {
  return lines.map(plainWords).join(between);
}

/**
 * Cleans a self-chosen name for storage: one line, nothing invisible, at most `most` UTF-16 units, and begun by a
 * character that stands by itself. Empty where nothing would be seen.
 */
export function nameOfPerson(given: string, most: number): string {
  const name = trimmed(plainWords(given).replace(/\s+/gu, ' '));
  return trimmed(plainWords(name.slice(0, most).replace(/[\ud800-\udbff]$/, '')));
}

/** Marks at the beginning would combine with the text before the name. */
function trimmed(name: string): string {
  return name.replace(/^[\s\p{M}\u200c\u200d]+/u, '').trim();
}

/** Folds a name to the form in which people read it: names that read alike are equal. */
export function readAs(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Cleans one line for a terminal. */
export const terminalLine = plainWords;

/** Cleans a text of several lines for a terminal: controls become their pictures, everything else stays. */
export function terminalText(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, (control) => {
    const code = control.codePointAt(0)!;
    return String.fromCodePoint(code < 0x20 ? 0x2400 + code : code === 0x7f ? 0x2421 : 0xfffd);
  });
}
