import type { LockLines } from '../../shared/capabilities/locks/held-lock.ts';
import { linesBetween } from '../../shared/capabilities/locks/section-lines.ts';
import type { Body } from '../../shared/session/table.ts';
import type { TextDocument } from '../text-document.ts';

type Selection = NonNullable<Body<'lock.acquired'>['selection']>;

/**
 * Gives the lines that somebody selected, without one that the selection only touches with its end, before its first
 * unit.
 */
export function selectedLines(text: string, anchor: number, head: number): LockLines {
  const last = Math.max(anchor, head);
  const isTouched = anchor !== head && text[last - 1] === '\n';
  return linesBetween(text, Math.min(anchor, head), isTouched ? last - 1 : last);
}

/** Gives the offsets of the beginning of the first of these lines, and of the end of the last, in UTF-16 units. */
export function offsetsOf(text: string, { start, end }: LockLines): { from: number; to: number } {
  const lines = text.split('\n');
  const lengthOf = (count: number) => lines.slice(0, count).reduce((sum, line) => sum + line.length + 1, 0);
  const from = lengthOf(start - 1);
  return { from, to: Math.max(from, lengthOf(end) - 1) };
}

/** Makes a selection that moves with the text of these lines. */
export function selectionOf(document: TextDocument, lines: LockLines): Selection {
  const { from, to } = offsetsOf(document.toString(), lines);
  return { anchor: document.anchorAt(from), head: document.anchorAt(to) };
}

/** Gives the lines of a selection as the text is now, or null when this copy does not know it. */
export function linesOf(document: TextDocument, { anchor, head }: Selection): LockLines | null {
  const [from, to] = [document.offsetOf(anchor), document.offsetOf(head)];
  return from === null || to === null ? null : linesBetween(document.toString(), from, to);
}
