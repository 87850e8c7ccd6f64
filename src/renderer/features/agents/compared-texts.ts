import { editsOfParts, placeOfPart } from '../../../client/agents/proposed-parts.ts';
import type { TextDocument } from '../../../client/text-document.ts';
import { applyEdits } from '../../../shared/text/edits.ts';
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

/** Gives a text now, and with those parts of a suggestion whose lines are as they were read. */
export function comparedTexts(document: TextDocument, parts: readonly SuggestedPart[]): ComparedTexts {
  const placed = parts
    .flatMap((part) => {
      const place = placeOfPart(document, part.part);
      return place === null ? [] : [{ part, place }];
    })
    .sort((a, b) => a.place - b.place);
  const now = document.toString();
  const edits = editsOfParts(
    document,
    placed.map(({ part }) => part.part),
  );
  const suggested = applyEdits(now, edits ?? []);
  let shift = 0;
  const shown = placed.map(({ part, place }) => {
    const { before, after } = part.part;
    const left = linesOf(now, place, before.length);
    const right = linesOf(suggested, place + shift, after.length);
    shift += after.length - before.length;
    return { part, left, right };
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
