import { editsOfPart, editsOfParts, fittingParts, placeOfPart } from '../../../client/agents/proposed-parts.ts';
import type { TextDocument } from '../../../client/text-document.ts';
import { applyEdits, type TextEdit } from '../../../shared/text/edits.ts';
import type { SuggestedPart } from './suggestions-model.ts';

/** First and last line, counted from 1. */
type Lines = readonly [first: number, last: number];

/** A text now, and with the parts of a suggestion that can be put in. */
export interface ComparedTexts {
  now: string;
  suggested: string;
  /** Lines of those parts in either text. */
  parts: readonly { part: SuggestedPart; left: Lines; right: Lines }[];
}

/** Lines of a stretch of a text. */
function linesOf(text: string, start: number, length: number): Lines {
  const first = text.slice(0, start).split('\n').length;
  return [first, first + text.slice(start, start + length).split('\n').length - 1];
}

/** Length by which edits move an offset: of one that is inside of deleted text, the part before it counts. */
function shiftAt(edits: readonly TextEdit[], offset: number): number {
  const before = edits.filter((edit) => edit.offset < offset);
  return before.reduce(
    (sum, edit) => sum + edit.insertText.length - Math.min(edit.deleteLength, offset - edit.offset),
    0,
  );
}

/** Gives a text now, and with those parts of a suggestion that can be put in together. */
export function comparedTexts(document: TextDocument, parts: readonly SuggestedPart[]): ComparedTexts {
  const now = document.toString();
  const fitting = new Set(
    fittingParts(
      document,
      parts.map(({ part }) => part),
    ),
  );
  const edits = editsOfParts(document, [...fitting]) ?? [];
  const suggested = applyEdits(now, edits);
  const shown = parts
    .filter(({ part }) => fitting.has(part))
    .map((part) => {
      const place = placeOfPart(document, part.part) ?? 0;
      const { length } = part.part.before;
      const atEnd = editsOfPart(document, part.part)?.find(({ offset }) => offset === place + length);
      const start = place + shiftAt(edits, place);
      const end = place + length + shiftAt(edits, place + length) + (atEnd?.insertText.length ?? 0);
      return { part, left: linesOf(now, place, length), right: linesOf(suggested, start, end - start) };
    });
  return { now, suggested, parts: shown };
}

/** Finds the part at a line of one of the two texts, the nearest where two meet there; null where none is. */
export function partAt({ parts }: ComparedTexts, side: 'left' | 'right', line: number): SuggestedPart | null {
  const middle = ([first, last]: Lines) => (first + last) / 2;
  const met = parts.filter((each) => each[side][0] <= line && line <= each[side][1]);
  const nearest = met.toSorted((a, b) => Math.abs(middle(a[side]) - line) - Math.abs(middle(b[side]) - line));
  return nearest[0]?.part ?? null;
}
