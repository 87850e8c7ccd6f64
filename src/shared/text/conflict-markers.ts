import type { TextEdit } from './edits.ts';
import { hashText } from './hash.ts';

/** Outcomes of a hunk in which both sides changed the same lines. `current` is what was here, `incoming` what came. */
export const mergeSides = ['current', 'incoming', 'both', 'neither'] as const;

export type MergeSide = (typeof mergeSides)[number];

/** Lines from one to before another, counted from 0. */
export interface Lines {
  from: number;
  to: number;
}

/** A conflict as Git writes it into a text, with its markers. */
export interface MarkedConflict extends Lines {
  current: Lines;
  incoming: Lines;
  /** The common ancestor's lines, where Git has written them as well (`merge.conflictStyle`). */
  base: Lines | null;
  /** Git's words for the sides: branches, commits. */
  currentName: string;
  incomingName: string;
}

const marker = (line: string, sign: string) => line.startsWith(sign.repeat(7)) && /^(.)\1{6}( |$)/.test(line);
const nameOf = (line: string) => line.slice(8).trim();

/** Finds the conflicts in a text by their markers. What begins and does not end, or ends without its middle, is none. */
export function findConflicts(lines: readonly string[]): MarkedConflict[] {
  const found: MarkedConflict[] = [];
  let start = -1;
  let base = -1;
  let middle = -1;
  for (const [at, line] of lines.entries()) {
    if (marker(line, '<')) [start, base, middle] = [at, -1, -1];
    else if (start < 0) continue;
    else if (marker(line, '|') && base < 0 && middle < 0) base = at;
    else if (line === '=======' && middle < 0) middle = at;
    else if (marker(line, '>')) {
      if (middle >= 0)
        found.push({
          from: start,
          to: at + 1,
          current: { from: start + 1, to: base < 0 ? middle : base },
          base: base < 0 ? null : { from: base + 1, to: middle },
          incoming: { from: middle + 1, to: at },
          currentName: nameOf(lines[start]!),
          incomingName: nameOf(line),
        });
      start = -1;
    }
  }
  return found;
}

/** Lines that take the place of a conflict. */
export function linesOfSide(lines: readonly string[], conflict: MarkedConflict, side: MergeSide): string[] {
  const { current, incoming, base } = conflict;
  const cut = ({ from, to }: Lines) => lines.slice(from, to);
  switch (side) {
    case 'current':
      return cut(current);
    case 'incoming':
      return cut(incoming);
    case 'both':
      return [...cut(current), ...cut(incoming)];
    case 'neither':
      return base === null ? [] : cut(base);
  }
}

/** The edit that gives a side of each conflict the conflict's place; offsets are in the text as it is. */
export function takingSide(text: string, conflicts: readonly MarkedConflict[], side: MergeSide): TextEdit[] {
  const lines = text.split('\n');
  const starts = [0];
  for (const line of lines) starts.push(starts.at(-1)! + line.length + 1);
  return conflicts.map((conflict) => {
    const taken = linesOfSide(lines, conflict, side);
    const isLast = conflict.to === lines.length;
    const from = starts[conflict.from]!;
    const to = isLast ? text.length : starts[conflict.to]!;
    const insertText = isLast ? taken.join('\n') : taken.map((line) => `${line}\n`).join('');
    return { offset: from, deleteLength: to - from, insertText };
  });
}

/** Name of a hunk: the same wherever both sides are the same, so that all windows mean one thing by it. */
export function hunkName(current: readonly string[], incoming: readonly string[]): string {
  return hashText(`${current.join('\n')}\0${incoming.join('\n')}`);
}
