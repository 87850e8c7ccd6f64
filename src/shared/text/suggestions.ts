import type { LineSpan } from './quoted-lines.ts';

/** Other lines in place of some. */
export interface LineChange {
  span: LineSpan;
  lines: readonly string[];
}

/** A file in a patch, as the disk has it. */
export interface PatchedFile {
  path: string;
  /** Text with LF line ends. */
  text: string;
  eol: 'lf' | 'crlf';
  bom: boolean;
}

const around = 3;

/** Finds the lines that a comment suggests: its first block of the language `suggestion`. Null where there is none. */
export function suggestionIn(words: string): string[] | null {
  const lines = words.split(/\r\n|\n/);
  const begin = lines.findIndex((line) => /^ {0,3}(`{3,}|~{3,})\s*suggestion\s*$/.test(line));
  if (begin === -1) return null;
  const fence = /^ {0,3}(`{3,}|~{3,})/.exec(lines[begin]!)![1]!;
  const isEnd = (line: string) => {
    const trimmed = line.trim();
    return trimmed.length >= fence.length && trimmed === fence[0]!.repeat(trimmed.length);
  };
  const end = lines.findIndex((line, index) => index > begin && isEnd(line));
  return end === -1 ? null : lines.slice(begin + 1, end);
}

/** Gives a change of lines as a replacement in the text: its offset and length, and what is put there. */
export function lineChange(
  text: string,
  { span, lines }: LineChange,
): { offset: number; deleteLength: number; insertText: string } {
  const all = text.split('\n');
  const before = all.slice(0, span.start - 1);
  const offset = before.reduce((sum, line) => sum + line.length + 1, 0);
  const length = all.slice(span.start - 1, span.end).join('\n').length;
  if (lines.length > 0) return { offset, deleteLength: length, insertText: lines.join('\n') };
  // Lines that go take a line break with them: their own, or at the end of the text the one before.
  if (span.end < all.length) return { offset, deleteLength: length + 1, insertText: '' };
  const hasBefore = before.length > 0 ? 1 : 0;
  return { offset: offset - hasBefore, deleteLength: length + hasBefore, insertText: '' };
}

/** Quotes a path as Git does in its patches, where it has characters that would end it. */
function quoted(path: string): string {
  if (!/[\p{Cc}"\\]/u.test(path)) return path.includes(' ') ? `${path}\t` : path;
  const escaped = path.replace(/[\p{Cc}"\\]/gu, (character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    const bytes = [...new TextEncoder().encode(character)];
    return bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  });
  return `"${escaped}"`;
}

/**
 * Makes the part of a patch for one file, which `git apply` takes. Changes of the same lines are left out, but for the
 * first; '' where nothing is changed.
 */
export function patchOf({ path, text, eol, bom }: PatchedFile, changes: readonly LineChange[]): string {
  const hasLastBreak = text.endsWith('\n');
  const all = (hasLastBreak ? text.slice(0, -1) : text).split('\n');
  const groups = grouped(changes, all);
  if (groups.length === 0) return '';
  const ending = eol === 'crlf' ? '\r' : '';
  const name = quoted(`a/${path}`);
  const head = [
    `diff --git ${name.trimEnd()} ${quoted(`b/${path}`).trimEnd()}`,
    `--- ${name}`,
    `+++ ${quoted(`b/${path}`)}`,
  ];
  let grown = 0;
  const hunks = groups.flatMap((group) => {
    const from = Math.max(1, group[0]!.span.start - around);
    const to = Math.min(all.length, group.at(-1)!.span.end + around);
    const lines: string[] = [];
    let added = 0;
    const put = (sign: string, line: string, isLast: boolean, isFirst: boolean) => {
      const ends = isLast && !hasLastBreak ? '' : ending;
      lines.push(`${sign}${isFirst && bom ? '\ufeff' : ''}${line}${ends}`);
      if (isLast && !hasLastBreak) lines.push('\\ No newline at end of file');
    };
    const keep = (until: number) => {
      for (; at < until; at++) put(' ', all[at - 1]!, at === all.length, at === 1);
    };
    let at = from;
    for (const { span, lines: wanted } of group) {
      keep(span.start);
      for (; at <= span.end; at++) put('-', all[at - 1]!, at === all.length, at === 1);
      for (const [index, line] of wanted.entries())
        put('+', line, span.end === all.length && index === wanted.length - 1, span.start === 1 && index === 0);
      added += wanted.length - (span.end - span.start + 1);
    }
    keep(to + 1);
    const count = to - from + 1;
    const newFrom = from + grown;
    grown += added;
    // A file that becomes empty begins before its first line.
    return [`@@ -${from},${count} +${count + added === 0 ? newFrom - 1 : newFrom},${count + added} @@`, ...lines];
  });
  return [...head, ...hunks, ''].join('\n');
}

/** Sorts changes into hunks, without those that change nothing, overlap others or lie outside. */
function grouped(changes: readonly LineChange[], all: readonly string[]): LineChange[][] {
  const groups: LineChange[][] = [];
  let last = 0;
  for (const change of changes.toSorted((a, b) => a.span.start - b.span.start)) {
    const { start, end } = change.span;
    const isSame = all.slice(start - 1, end).join('\n') === change.lines.join('\n') && change.lines.length > 0;
    if (start <= last || end > all.length || isSame) continue;
    const group = groups.at(-1);
    if (group && start - last - 1 <= 2 * around) group.push(change);
    else groups.push([change]);
    last = end;
  }
  return groups;
}
