import * as Y from 'yjs';
import type { Authorship } from '../shared/model/text-facts.ts';
import type { TextDocument } from './text-document.ts';

/** A stretch of a text by one author, in one manner; `author` is null where the log has not said it yet. */
export interface Stretch {
  offset: number;
  length: number;
  by: Authorship | null;
}

/** Who wrote each part of a text as it is now, in the order of the text. */
export function stretchesOf(document: TextDocument): Stretch[] {
  const stretches: Stretch[] = [];
  let offset = 0;
  const { _start: first } = document.yText as unknown as { _start: Y.Item | null };
  for (let item = first; item !== null; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentString)) continue;
    for (const { length, value } of document.facts.authors.pieces(item.id.client, item.id.clock, item.length)) {
      const by = value ?? null;
      const last = stretches.at(-1);
      if (last && last.by?.author === by?.author && last.by?.manner === by?.manner) last.length += length;
      else stretches.push({ offset, length, by });
      offset += length;
    }
  }
  return stretches;
}

/** How many characters of a text are by whom. */
export function totalsOf(stretches: readonly Stretch[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { length, by } of stretches) if (by) totals.set(by.author, (totals.get(by.author) ?? 0) + length);
  return totals;
}

/** The author of most of each line (from 1), joined where neighbours agree; lines without characters go along. */
export function linesByAuthor(
  text: string,
  stretches: readonly Stretch[],
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
