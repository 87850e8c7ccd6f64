import { append } from '../core/append.ts';
import { type Difference, diffLists } from './line-diff.ts';

/** Lines around a change that are shown with it. */
const around = 3;

/** Lines of a text; a last one without its line end says so, as in a patch. */
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  const last = lines.pop()!;
  return last === '' ? lines : [...lines, `${last}\n\\ No newline at end of file`];
}

const span = (from: number, to: number): string => `${to > from ? from + 1 : from},${to - from}`;

/** Gives the differences of two texts with LF line ends as the hunks of a unified diff; '' where there are none. */
export function unifiedDiff(before: string, after: string): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  const groups: Difference[][] = [];
  for (const each of diffLists(old, now)) {
    const group = groups.at(-1);
    if (group && each.from - group.at(-1)!.to <= 2 * around) group.push(each);
    else groups.push([each]);
  }
  return groups.map((group) => hunkOf(group, old, now)).join('');
}

function hunkOf(group: readonly Difference[], old: readonly string[], now: readonly string[]): string {
  const [first, last] = [group[0]!, group.at(-1)!];
  const begin = Math.max(0, first.from - around);
  const end = Math.min(old.length, last.to + around);
  const [newBegin, newEnd] = [first.newFrom - (first.from - begin), last.newTo + (end - last.to)];
  const lines = [`@@ -${span(begin, end)} +${span(newBegin, newEnd)} @@`];
  let at = begin;
  for (const { from, to, newFrom, newTo } of group) {
    append(
      lines,
      old.slice(at, from).map((line) => ` ${line}`),
    );
    append(lines, [
      ...old.slice(from, to).map((line) => `-${line}`),
      ...now.slice(newFrom, newTo).map((line) => `+${line}`),
    ]);
    at = to;
  }
  append(lines, [...old.slice(at, end).map((line) => ` ${line}`), '']);
  return lines.join('\n');
}
