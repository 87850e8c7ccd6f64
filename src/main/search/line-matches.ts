import { z } from 'zod';
import type { TextMatch } from '../../shared/capabilities/search/methods.ts';
import { wirePathOf } from './found-path.ts';

const text = z.union([z.object({ text: z.string() }), z.object({ bytes: z.string() })]);

/** The one kind of ripgrep's messages that is of use: a line, or several, with matches. */
const matchMessage = z.object({
  type: z.literal('match'),
  data: z.object({
    path: text,
    lines: text,
    line_number: z.number(),
    absolute_offset: z.number(),
    submatches: z.array(z.object({ start: z.number(), end: z.number() })),
  }),
});

/** Matches in one line; offsets in bytes of `line`. */
export interface FoundLine {
  readonly path: string;
  /** Number of the line, from 0. */
  readonly lineNumber: number;
  /** Offset of the line's beginning in the file, without a byte order mark; in UTF-16, as it would be in UTF-8. */
  readonly offsetBytes: number;
  readonly line: Buffer;
  readonly isUtf8: boolean;
  readonly found: readonly { start: number; end: number }[];
}

/** Reads one line of ripgrep's JSON; null when it tells no match, or of a file whose name is not Unicode. */
export function readMatch(piece: Buffer): FoundLine | null {
  // Most other messages need not be parsed.
  if (!piece.subarray(0, 20).includes('"match"')) return null;
  const { data } = matchMessage.parse(JSON.parse(piece.toString('utf8')));
  if (!('text' in data.path)) return null;
  const isUtf8 = 'text' in data.lines;
  const line = 'text' in data.lines ? Buffer.from(data.lines.text) : Buffer.from(data.lines.bytes, 'base64');
  const path = wirePathOf(data.path.text);
  if (path === null) return null;
  return {
    path,
    lineNumber: data.line_number - 1,
    offsetBytes: data.absolute_offset,
    line,
    isUtf8,
    found: data.submatches,
  };
}

const previewLength = 400;
const contextLength = 80;
const longestMatch = 4000;

/**
 * Makes previews of the matches in a line: ranges in UTF-16 units, with as much of the line as helps. Matches far apart
 * in a long line become several previews of the same line.
 */
export function previewsOf({ path, lineNumber, line, isUtf8, found }: FoundLine): TextMatch[] {
  // Texts that are not UTF-8 are opened as Windows-1252, with a unit per byte.
  const decoder = new TextDecoder(isUtf8 ? 'utf-8' : 'windows-1252', { ignoreBOM: true });
  const decode = (start: number, end: number) => decoder.decode(line.subarray(start, end)).replaceAll('\r\n', '\n');
  const whole = decode(0, line.length).replace(/[\r\n]+$/, '');
  const matches: TextMatch[] = [];
  let window = { start: 0, end: -1 };
  let bytesDone = 0;
  let unitsDone = 0;
  for (const { start, end } of found) {
    unitsDone += decode(bytesDone, start).length;
    const column = unitsDone;
    unitsDone += decode(start, end).length;
    bytesDone = end;
    const endColumn = Math.min(unitsDone, whole.length, column + longestMatch);
    if (endColumn > window.end) {
      window = windowAround(whole, column, endColumn);
      matches.push({ path, line: lineNumber, preview: whole.slice(window.start, window.end), ranges: [] });
    }
    matches
      .at(-1)
      ?.ranges.push({ start: column - window.start, end: Math.max(column, endColumn) - window.start, column });
  }
  return matches;
}

/** Cuts around a match, never through a character. */
function windowAround(whole: string, column: number, endColumn: number): { start: number; end: number } {
  if (whole.length <= previewLength) return { start: 0, end: whole.length };
  const start = Math.max(0, column - contextLength);
  const end = Math.min(whole.length, Math.max(start + previewLength, endColumn));
  return { start: isInsidePair(whole, start) ? start - 1 : start, end: isInsidePair(whole, end) ? end + 1 : end };
}

function isInsidePair(whole: string, at: number): boolean {
  return at > 0 && at < whole.length && (whole.codePointAt(at - 1) ?? 0) > 0xffff;
}
