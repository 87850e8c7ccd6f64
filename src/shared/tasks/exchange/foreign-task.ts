import { isMap, isScalar } from 'yaml';
import { type FrontMatter, readFrontMatter } from '../front-matter.ts';
import { type TaskFields, taskFields } from '../task.ts';

/** A value of a field that is taken over as it is. */
export type PlainValue = string | number | boolean | null | readonly (string | number | boolean)[];

/** A task of another program, in our words. */
export interface ForeignTask {
  /** Name of the task there, with the format: `backlog:BACK-12`. */
  origin: string;
  fields: Partial<TaskFields> & { title: string };
  /** Status that it has where it is new here; null where it has one of its own anyway. */
  usualStatus: string | null;
  /** Fields that we do not know, which stay in the file for the way back. */
  more: Record<string, PlainValue>;
  body: string;
  /** Place among the others; those without one come last. */
  order: number | null;
}

/** One of our tasks, with all that its file says. */
export interface OwnTask {
  id: string;
  path: string;
  text: string;
  fields: TaskFields;
  origins: string[];
  more: Record<string, PlainValue>;
  body: string;
}

/** Fields of a task's file that say where it came from, and as what. */
export const originField = 'origin';
export const importedField = 'imported';

/** Fields that nobody else fills: ours, and those by which programs would be run here. */
const reserved = new Set([...Object.keys(taskFields.shape), originField, importedField, 'id', 'phases']);

const [mostTitle, mostMore, mostValue] = [300, 50, 1500];

/** Makes one line of plain words. */
export const line = (words: string): string =>
  words
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, mostTitle);

/** Makes a text with line feeds, and without other control characters. */
export const plainText = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]+/gu, '');

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** Picks the fields that can be kept in a task's file beside ours. */
export function keepable(
  values: Readonly<Record<string, unknown>>,
  without: readonly string[],
): Record<string, PlainValue> {
  const kept = Object.entries(values).filter(([name, value]) => {
    if (reserved.has(name) || without.includes(name) || !/^[a-z][a-z0-9_]{0,39}$/i.test(name)) return false;
    const isOurs = isPlain(value) || (Array.isArray(value) && value.every(isPlain));
    return isOurs && JSON.stringify(value).length <= mostValue;
  });
  return Object.fromEntries(kept.slice(0, mostMore)) as Record<string, PlainValue>;
}

/** Reads one of our tasks' files; null for one that is no task. */
export function readOwnTask(id: string, path: string, text: string): OwnTask | null {
  const matter = readFrontMatter(text);
  if ('message' in matter) return null;
  const read = taskFields.safeParse(matter.values);
  if (!read.success) return null;
  const origin = matter.values[originField];
  const origins = (Array.isArray(origin) ? origin : [origin]).filter((each) => typeof each === 'string');
  return { id, path, text, fields: read.data, origins, more: keepable(matter.values, []), body: bodyOf(text, matter) };
}

/** Text behind the front matter, without the empty lines around it. */
export function bodyOf(text: string, { body }: Pick<FrontMatter, 'body'>): string {
  return text
    .slice(body)
    .replace(/^\s*\n/, '')
    .trimEnd();
}

/** Value of `imported` as the file has it, or null. */
export function importedMark(text: string): string | null {
  const matter = readFrontMatter(text);
  if ('message' in matter || !isMap(matter.document.contents)) return null;
  const value = matter.document.contents.get(importedField, true);
  return isScalar(value) && typeof value.value === 'string' ? value.value : null;
}
