import type { TextMatch } from '../../../shared/capabilities/search/methods.ts';

/** A stretch of text; lines and columns count from 0, as everywhere in the workbench's search. */
export interface FoundRange {
  startLineNumber: number;
  startColumn: number;
  endLineNumber: number;
  endColumn: number;
}

interface Place {
  line: number;
  column: number;
}

/** Gives the place of each match in its file and in its preview, which may have several lines. */
export function foundRanges({ line, preview, ranges }: TextMatch): { source: FoundRange; preview: FoundRange }[] {
  return ranges.map(({ start, end, column }) => {
    const [from, to] = [placeAt(preview, start), placeAt(preview, end)];
    // A preview may begin in the middle of the first line.
    const cut = column - start;
    return { source: toRange(from, to, line, cut), preview: toRange(from, to, 0, 0) };
  });
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, column: before.at(-1)?.length ?? 0 };
}

function toRange(from: Place, to: Place, line: number, cut: number): FoundRange {
  const column = (place: Place) => place.column + (place.line === 0 ? cut : 0);
  return {
    startLineNumber: line + from.line,
    startColumn: column(from),
    endLineNumber: line + to.line,
    endColumn: column(to),
  };
}
