import type { CommentPlace } from '../../shared/capabilities/comments/kinds.ts';
import { hashText } from '../../shared/text/hash.ts';
import { likeness } from '../../shared/text/line-likeness.ts';
import { findQuoted, type LineSpan, quotedFrom } from '../../shared/text/quoted-lines.ts';
import { linesOf, offsetsOf } from '../locks/lock-lines.ts';
import type { TextDocument } from '../text-document.ts';

/** Least likeness of a line that stands where a comment's did, to be taken for it. */
const leastAlike = 0.4;

/** Makes the place of a comment on lines of a living text. */
export function placeIn(document: TextDocument, lines: LineSpan): CommentPlace {
  const text = document.toString();
  const { from, to } = offsetsOf(text, lines);
  const selection = { anchor: document.anchorAt(from, 'after'), head: document.anchorAt(to) };
  return { ...placeOf(text, lines), selection };
}

/** Makes the place of a comment on lines of a text that is no document here. */
export function placeOf(text: string, lines: LineSpan): CommentPlace {
  const { before, lines: quoted, after, count, only } = quotedFrom(text, lines);
  const quote = { before: [...before], lines: [...quoted], after: [...after], count, only: [...only] };
  return { selection: null, lines, quote, hash: hashText(text) };
}

/**
 * Finds the lines of a comment as its living text is now: where its characters are, or else by its quote. Null where
 * they are gone.
 */
export function linesNow(document: TextDocument, place: CommentPlace): LineSpan | null {
  const text = document.toString();
  const found = place.selection && livingLines(document, text, place);
  return found ?? linesIn(text, place);
}

/** Finds the lines of a comment in any text by its quote; `was` is the text in which they stood, where it is known. */
export function linesIn(text: string, place: CommentPlace, was: string | null = null): LineSpan | null {
  const { lines, quote, hash } = place;
  if (lines.end <= text.split('\n').length && hashText(text) === hash) return lines;
  return findQuoted(quote, text, was === null ? null : { text: was, span: lines });
}

/** Follows the characters of the lines; null where none of them is left, or something else has come to stand there. */
function livingLines(document: TextDocument, text: string, { selection, quote }: CommentPlace): LineSpan | null {
  if (selection === null) return null;
  const [from, to] = [document.offsetOf(selection.anchor), document.offsetOf(selection.head)];
  if (from === null || to === null) return null;
  const isBlank = quote.lines.every((line) => line.trim() === '');
  if (from >= to && !isBlank) return null;
  const lines = linesOf(document, selection);
  if (!lines) return null;
  const now = text.split('\n').slice(lines.start - 1, lines.end);
  const isSame = isBlank
    ? now.every((line) => line.trim() === '')
    : quote.lines.some((line) => line.trim() !== '' && now.some((other) => likeness(line, other) >= leastAlike));
  return isSame ? lines : null;
}
