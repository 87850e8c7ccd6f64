import type { TextEdit } from './edits.ts';
import { type Difference, diffLists } from './line-diff.ts';

/**
 * Words and single signs. Scripts that put no space between words count letter by letter, since a whole sentence would
 * be one word.
 */
const words =
  /[[\p{L}\p{N}\p{M}_$]--[\p{Ideographic}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Mymr}]]+|./gsv;

const isWordPart = (unit: string): boolean => /[\p{L}\p{N}\p{M}_$\p{Cs}]/u.test(unit);

/** Length of a word above which its beginning and end stay, as in data that is no word for a person. */
const longWord = 256;

/** Moves an offset back to the beginning of the word around it, as long as words are. */
export function wordStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && offset - start < longWord && isWordPart(text[start - 1]!)) start--;
  return start;
}

/** Moves an offset on to the end of the word around it, as long as words are. */
export function wordEnd(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && end - offset < longWord && isWordPart(text[end]!)) end++;
  return end;
}

/**
 * Finds edits that turn `before` into `after` and never make letters of one word out of another's: whoever deletes a
 * word meanwhile would take letters of the new one. A word that only gained or only lost letters keeps the others.
 */
export function diffWords(before: string, after: string): TextEdit[] {
  const [oldWords, newWords] = [before.match(words) ?? [], after.match(words) ?? []];
  const [oldStarts, newStarts] = [startsOf(oldWords), startsOf(newWords)];
  return wordsFirst(oldWords, newWords).flatMap(({ from, to, newFrom, newTo }) => {
    const offset = oldStarts[from]!;
    const gone = before.slice(offset, oldStarts[to]!);
    const come = after.slice(newStarts[newFrom]!, newStarts[newTo]!);
    return changeOf(gone, come).map((edit) => ({ ...edit, offset: edit.offset + offset }));
  });
}

/**
 * Compares lists of words and signs: by words alone, then by all that stands between those that stay. Of a space and a
 * word that cannot both stay, the word does: to be put in again it would have to be taken out, and two people who
 * format a text at the same moment would both do so.
 */
function wordsFirst(before: readonly string[], after: readonly string[]): Difference[] {
  const [old, now] = [wordPlaces(before), wordPlaces(after)];
  const found: Difference[] = [];
  let [from, newFrom] = [0, 0];
  const between = (to: number, newTo: number) => {
    for (const part of diffLists(before.slice(from, to), after.slice(newFrom, newTo)))
      found.push({
        from: from + part.from,
        to: from + part.to,
        newFrom: newFrom + part.newFrom,
        newTo: newFrom + part.newTo,
      });
    [from, newFrom] = [to + 1, newTo + 1];
  };
  let [at, newAt] = [0, 0];
  const ends = { from: old.length, to: old.length, newFrom: now.length, newTo: now.length };
  const oldList = old.map((place) => before[place]!);
  const newList = now.map((place) => after[place]!);
  for (const part of [...diffLists(oldList, newList), ends]) {
    for (; at < part.from; at++, newAt++) between(old[at]!, now[newAt]!);
    [at, newAt] = [part.to, part.newTo];
  }
  between(before.length, after.length);
  return found;
}

const wordPlaces = (items: readonly string[]): number[] =>
  items.flatMap((item, index) => (/[\p{L}\p{N}\p{M}\p{So}_$]/u.test(item) ? [index] : []));

/** Offsets at which items of a text begin, and at last its end. */
export function startsOf(items: readonly string[]): number[] {
  const starts = [0];
  for (const item of items) starts.push(starts.at(-1)! + item.length);
  return starts;
}

function changeOf(gone: string, come: string): TextEdit[] {
  const gained = gone === '' ? null : gaps(gone, come);
  if (gained) return gained.map(({ at, text }) => ({ offset: at, deleteLength: 0, insertText: text }));
  const lost = come === '' ? null : gaps(come, gone);
  if (lost) {
    let shift = 0;
    return lost.map(({ at, text }) => {
      const offset = at + shift;
      shift += text.length;
      return { offset, deleteLength: text.length, insertText: '' };
    });
  }
  if (gone.length + come.length <= longWord) return [{ offset: 0, deleteLength: gone.length, insertText: come }];
  const [start, end] = [commonStart(gone, come), commonEnd(gone, come)];
  return [{ offset: start, deleteLength: gone.length - start - end, insertText: come.slice(start, come.length - end) }];
}

/** Finds the insertions that make `long` of `short`, or null where letters of `short` would have to go. */
function gaps(short: string, long: string): { at: number; text: string }[] | null {
  if (short.length >= long.length) return null;
  const end = commonEnd(short, long);
  const found: { at: number; text: string }[] = [];
  let next = 0;
  for (let at = 0; at < short.length - end; at++) {
    const place = long.indexOf(short[at]!, next);
    if (place < 0 || place >= long.length - end) return null;
    if (place > next) found.push({ at, text: long.slice(next, place) });
    next = place + 1;
  }
  if (next < long.length - end) found.push({ at: short.length - end, text: long.slice(next, long.length - end) });
  return found;
}

/** Measures the beginning that two texts have in common. */
export function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}

/** Measures the end that two texts have in common, beside a beginning of `start` units. */
export function commonEnd(a: string, b: string, start = 0): number {
  const most = Math.min(a.length, b.length) - start;
  let length = 0;
  while (length < most && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)) length++;
  return length;
}
