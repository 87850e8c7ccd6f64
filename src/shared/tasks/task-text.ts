import { isMap, isScalar, type Node, stringify } from 'yaml';
import { EnsembleError } from '../core/errors.ts';
import { applyEdits, type TextEdit } from '../text/edits.ts';
import { addingFields, endOf } from './field-places.ts';
import { type Fault, readFrontMatter } from './front-matter.ts';
import { type Criterion, type Task, type TaskFields, taskFields } from './task.ts';

const checkbox = /^[ \t]*[-*+] \[([ xX])\][ \t]+(.*)$/gm;
const mostCriteria = 500;

/** Reads a task's file, or says why it is none. */
export function readTask(text: string): { task: Task } | Fault {
  const matter = readFrontMatter(text);
  if ('message' in matter) return matter;
  const read = taskFields.safeParse(matter.values);
  if (!read.success) {
    const [issue] = read.error.issues;
    return { line: 1, message: `${issue?.path.join('.') || 'The task'}: ${issue?.message ?? 'wrong'}` };
  }
  return { task: { ...read.data, criteria: criteriaOf(text.slice(matter.body)) } };
}

function criteriaOf(body: string): Criterion[] {
  const found: Criterion[] = [];
  for (const [, mark, words] of body.matchAll(checkbox)) {
    if (found.length >= mostCriteria) break;
    found.push({ isDone: mark !== ' ', words: words!.trim() });
  }
  return found;
}

type Value = string | readonly string[] | null;

function inYaml(value: Value): string {
  if (value === null) return '';
  return stringify(value, { lineWidth: 0, collectionStyle: 'flow', blockQuote: false }).trimEnd();
}

/** Writes the text of a new task. The lines between its fields keep branches that change two of them from conflicts. */
export function newTaskText(fields: Partial<TaskFields> & { title: string }, body = ''): string {
  const order = Object.keys(taskFields.shape) as (keyof TaskFields)[];
  const lines = order.map((name) => {
    const value = fields[name] ?? (name === 'status' ? 'todo' : null);
    const yaml = Array.isArray(value) && value.length === 0 ? '' : inYaml(value as Value);
    return `${name}:${yaml === '' ? '' : ` ${yaml}`}`;
  });
  return `---\n${lines.join('\n\n')}\n---\n${body === '' ? '' : `\n${body.trimEnd()}\n`}`;
}

/**
 * Finds the edits that set fields of a task and leave all else as it is: comments, order, fields that we do not know.
 * Throws `bad-request` where the text is no task, or of a form in which that cannot be done.
 */
export function fieldEdits(text: string, fields: Partial<TaskFields>): TextEdit[] {
  const matter = readFrontMatter(text);
  if ('message' in matter) throw unwritable(matter.message);
  const { contents } = matter.document;
  if (!isMap(contents)) throw unwritable('it has no fields.');
  const edits: TextEdit[] = [];
  const added: { name: string; line: string }[] = [];
  for (const [name, value] of Object.entries(fields) as [string, Value][]) {
    const yaml = inYaml(value);
    const pair = contents.items.find(({ key }) => isScalar(key) && key.value === name);
    if (pair) edits.push(replacing(text, matter.begin, pair.key as Node, pair.value as Node | null, yaml));
    else added.push({ name, line: `${name}:${yaml === '' ? '' : ` ${yaml}`}` });
  }
  const sorted = [...edits, ...addingFields(text, matter, added)].toSorted((a, b) => a.offset - b.offset);
  checkWritten(applyEdits(text, sorted), fields);
  return sorted;
}

/** Replaces the value behind a key. */
function replacing(text: string, begin: number, key: Node, value: Node | null, yaml: string): TextEdit {
  const keyEnd = begin + key.range![1];
  const isEmpty = value === null || value.range![0] === value.range![1];
  if (isEmpty) {
    const offset = keyEnd + text.slice(keyEnd).indexOf(':') + 1;
    return { offset, deleteLength: 0, insertText: yaml === '' ? '' : ` ${yaml}` };
  }
  const [from, to] = [begin + value.range![0], begin + endOf(value)];
  const deleteLength = text.slice(from, to).trimEnd().length;
  return { offset: from, deleteLength, insertText: yaml };
}

function checkWritten(text: string, fields: Partial<TaskFields>): void {
  const read = readFrontMatter(text);
  const values = 'values' in read ? read.values : {};
  for (const [name, value] of Object.entries(fields))
    if (JSON.stringify(values[name] ?? null) !== JSON.stringify(value))
      throw unwritable(`${name} is written in a form that only people can change.`);
}

function unwritable(reason: string): EnsembleError {
  return new EnsembleError('bad-request', `This task was not changed: ${reason} Open it as text.`);
}
