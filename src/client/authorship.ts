import * as Y from 'yjs';
import { type Authorship, isSameAuthorship } from '../shared/capabilities/documents/text-facts.ts';
import type { TextDocument } from './text-document.ts';

/** A stretch of a text by one author, in one manner; `author` is null where the log has not said it yet. */
export interface AuthorRange {
  offset: number;
  length: number;
  by: Authorship | null;
  /** Time of writing, to the minute, where that is known here. */
  atMs: number | null;
}

function isSameBy(a: Authorship | null, b: Authorship | null): boolean {
  return a === b || (a !== null && b !== null && isSameAuthorship(a, b));
}

/** Splits a text as it is now into ranges by author, in the order of the text. */
export function authorRangesOf(document: TextDocument): AuthorRange[] {
  const stretches: AuthorRange[] = [];
  let offset = 0;
  const { _start: first } = document.yText as unknown as { _start: Y.Item | null };
  for (let item = first; item !== null; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentString)) continue;
    const { client } = item.id;
    for (const part of document.facts.authors.pieces(client, item.id.clock, item.length)) {
      const by = part.value ?? null;
      for (const { length, value } of document.facts.minutes.pieces(client, part.clock, part.length)) {
        const atMs = value === undefined ? null : value * 60_000;
        const last = stretches.at(-1);
        const isSame = isSameBy(last?.by ?? null, by) && last?.atMs === atMs;
        if (last && isSame) last.length += length;
        else stretches.push({ offset, length, by, atMs });
        offset += length;
      }
    }
  }
  return stretches;
}

/** Finds the main author of each line (from 1), and joins neighbours that agree; lines without characters go along. */
export function linesByAuthor(
  text: string,
  stretches: readonly AuthorRange[],
): { startLine: number; endLine: number; author: string }[] {
  const lines: { startLine: number; endLine: number; author: string }[] = [];
  let at = 0;
  let index = 0;
  for (const [number, line] of text.split('\n').entries()) {
    const end = at + line.length;
    const counts = new Map<string, number>();
    while (index < stretches.length && stretches[index]!.offset + stretches[index]!.length <= at) index++;
    for (let i = index; i < stretches.length && stretches[i]!.offset < Math.max(end, at + 1); i++) {
      const { offset, length, by } = stretches[i]!;
      const shared = Math.min(end, offset + length) - Math.max(at, offset);
      if (by && shared > 0) counts.set(by.author, (counts.get(by.author) ?? 0) + shared);
    }
    const author = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
    const last = lines.at(-1);
    if (last && (author === undefined || author === last.author)) last.endLine = number + 1;
    else if (author !== undefined) lines.push({ startLine: number + 1, endLine: number + 1, author });
    at = end + 1;
  }
  return lines;
}
