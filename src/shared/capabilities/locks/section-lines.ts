import type * as Y from 'yjs';
import { offsetIn } from '../documents/anchors.ts';
import type { TextChange, TextCopy } from '../documents/text-copy.ts';
import type { Writer } from '../documents/update-rules.ts';
import type { LockLines } from './held-lock.ts';
import type { Lock } from './lock-state.ts';

/** A locked section of a text. */
export type SectionLock = Lock & { selection: NonNullable<Lock['selection']> };

/** Gives the whole lines in which two offsets of a text lie. */
export function linesBetween(text: string, from: number, to: number): LockLines {
  const [first, last] = from <= to ? [from, to] : [to, from];
  let line = 1;
  let at = 0;
  const lineOf = (offset: number): number => {
    for (let next = text.indexOf('\n', at); next !== -1 && next < offset; next = text.indexOf('\n', at)) {
      line++;
      at = next + 1;
    }
    return line;
  };
  return { start: lineOf(first), end: lineOf(last) };
}

/**
 * Finds the locked section that an edit touches, by the lines of the text as it is; null for none. The edit is made in
 * the copy.
 */
export function touchedSection(
  copy: TextCopy,
  change: TextChange | null,
  writer: Writer,
  locks: readonly SectionLock[],
): SectionLock | null {
  const before = copy.text.toString();
  const parts: { from: number; to: number }[] = [];
  const note = ({ delta }: Y.YTextEvent) => {
    let offset = 0;
    for (const { retain = 0, delete: gone = 0, insert } of delta) {
      offset += retain;
      if (gone > 0 || insert !== undefined) parts.push({ from: offset, to: offset + gone });
      offset += gone;
    }
  };
  const sections = locks.map((lock) => ({ lock, lines: wholeLines(copy, before, lock) }));
  copy.text.observe(note);
  copy.take(change, writer);
  copy.text.unobserve(note);
  const touched = sections.find(
    ({ lines }) => lines !== null && parts.some(({ from, to }) => from <= lines.to && to >= lines.from),
  );
  return touched?.lock ?? null;
}

/** Gives the offsets between which the whole lines of a section lie; null for a section of text that is nowhere. */
function wholeLines(copy: TextCopy, text: string, { selection }: SectionLock): { from: number; to: number } | null {
  const [anchor, head] = [selection.anchor, selection.head].map((end) => offsetIn(copy, end));
  if (anchor == null || head == null) return null;
  const [first, last] = anchor <= head ? [anchor, head] : [head, anchor];
  const end = text.indexOf('\n', last);
  return { from: first === 0 ? 0 : text.lastIndexOf('\n', first - 1) + 1, to: end === -1 ? text.length : end };
}
