import { isCollection, isPair, isScalar, type Node, type YAMLMap } from 'yaml';
import type { TextEdit } from '../text/edits.ts';
import type { FrontMatter } from './front-matter.ts';
import { taskFields } from './task.ts';

const order = Object.keys(taskFields.shape);
/** Fields that go above all others where a file lacks them: most files have little else than a title and a status. */
const above: readonly string[] = ['priority', 'owner', 'reviewers', 'estimate', 'actual'];

/** Fields behind whose lines none is added: the status is what branches change most. */
const alone: readonly string[] = [...above, 'status'];

/** Fields to add to a task's text, each with its line. */
export type AddedFields = readonly { name: string; line: string }[];

/**
 * Adds fields that a text lacks, each at the place that its name and the lines of before give it: Git takes what two
 * branches add at one place for a conflict. What one branch has added moves no place of another field.
 */
export function addingFields(text: string, matter: FrontMatter, fields: AddedFields): TextEdit[] {
  const places = new Map<number, string[]>();
  const sorted = fields.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  for (const { name, line } of sorted) {
    const offset = placeOf(text, matter, name);
    places.set(offset, [...(places.get(offset) ?? []), line]);
  }
  return [...places].map(([offset, lines]) => ({ offset, deleteLength: 0, insertText: apart(text, offset, lines) }));
}

/** Offset of the line at which a field is added. */
function placeOf(text: string, { begin, end, document }: FrontMatter, name: string): number {
  if (above.includes(name)) return begin;
  const at = order.indexOf(name);
  // The rank, which is added with nearly each move of a card, and fields of others.
  if (at < 0 || at === order.length - 1) return end;
  const { items } = document.contents as YAMLMap;
  const before = items
    .map(({ key, value }) => ({ key: key as Node, value: value as Node | null }))
    .filter(({ key }) => order.slice(0, at).includes(nameOf(key)) && !alone.includes(nameOf(key)))
    .toSorted((a, b) => order.indexOf(nameOf(a.key)) - order.indexOf(nameOf(b.key)))
    .at(-1);
  if (before === undefined) return begin;
  const last = Math.max(before.key.range![1], endOf(before.value));
  const written = text.slice(0, begin + last).trimEnd().length;
  const lineEnd = text.indexOf('\n', written);
  if (lineEnd < 0 || lineEnd >= end) return end;
  // A comment that is indented is about the list above; any other is about the field below.
  const [comments] = /^(?:[ \t]+#.*\n)*/.exec(text.slice(lineEnd + 1, end))!;
  return lineEnd + 1 + comments.length;
}

/** Offset in the matter at which a value ends, without the comments behind it, which the parser counts in with a block. */
export function endOf(node: unknown): number {
  if (isPair(node)) return Math.max(endOf(node.key), endOf(node.value));
  if (isCollection(node) && !node.flow && node.items.length > 0) return endOf(node.items.at(-1));
  return (node as Node | null)?.range?.[1] ?? 0;
}

const nameOf = (key: Node) => (isScalar(key) ? String(key.value) : '');

/** Puts an empty line between added lines, and to those around them. */
function apart(text: string, offset: number, lines: readonly string[]): string {
  const isBlank = (line: string) => line.trim() === '' || /^---[ \t]*$/.test(line);
  const before = text.slice(0, offset).split('\n').at(-2) ?? '';
  const [after = ''] = text.slice(offset).split('\n', 1);
  return `${isBlank(before) ? '' : '\n'}${lines.join('\n\n')}\n${isBlank(after) ? '' : '\n'}`;
}
