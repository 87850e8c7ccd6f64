import { applyEdits } from '../../text/edits.ts';
import { hashText } from '../../text/hash.ts';
import { readFrontMatter } from '../front-matter.ts';
import { compareRanks, rankAt } from '../rank.ts';
import type { TaskFields } from '../task.ts';
import { taskPath } from '../task-path.ts';
import { fieldEdits, newTaskText, readTask } from '../task-text.ts';
import { type ForeignTask, importedField, importedMark, type OwnTask, originField } from './foreign-task.ts';

/** Outcome for one foreign task. */
export interface TakenIn {
  origin: string;
  is: 'added' | 'changed' | 'same' | 'left';
  path: string;
  /** Text of the file; missing where it stays. */
  text?: string;
  /** Part that stayed as it was, and why. */
  note?: string;
}

/** Version of a foreign task, and of the body that came with it: the next time only what is new there is taken. */
const markOf = (task: ForeignTask): string =>
  `${hashText(JSON.stringify([task.fields, task.more, task.body])).slice(0, 16)} ${hashOfBody(task.body)}`;
const hashOfBody = (body: string) => hashText(body.trimEnd()).slice(0, 16);

/** Origin with the id in capitals: programs spell it either way. */
const inCapitals = (origin: string) => origin.replace(/:.*/s, (id) => id.toUpperCase());

const withFields = (text: string, fields: object): string =>
  applyEdits(text, fieldEdits(text, fields as Partial<TaskFields>));

/**
 * Takes tasks of another program in: adds those that are new, and changes those that have come before where they are
 * others there by now. A body that somebody has changed here stays.
 */
export function takeIn(own: readonly OwnTask[], foreign: readonly ForeignTask[], newId: () => string): TakenIn[] {
  const known = new Map(own.flatMap((task) => task.origins.map((origin) => [origin, task] as const)));
  const sorted = foreign.toSorted((a, b) => (a.order ?? Number.MAX_VALUE) - (b.order ?? Number.MAX_VALUE));
  const once = [...new Map(sorted.map((task) => [task.origin, task])).values()];
  const ids = new Map<string, string>([...known].map(([origin, { id }]) => [origin, id]));
  for (const { origin } of once) if (!ids.has(origin)) ids.set(origin, newId());
  const columns = new Map<string, { id: string; rank: string | null }[]>();
  for (const { id, fields } of own)
    columns.set(fields.status, [...(columns.get(fields.status) ?? []), { id, rank: fields.rank }]);
  const rankIn = (status: string, id: string) => {
    const column = (columns.get(status) ?? []).toSorted(compareRanks);
    const rank = rankAt(column, column.length);
    columns.set(status, [...column, { id, rank }]);
    return rank;
  };
  return once.map((task) => {
    const { depends } = task.fields;
    const fields = {
      ...task.fields,
      ...(depends ? { depends: depends.map((each) => ids.get(each) ?? ids.get(inCapitals(each)) ?? each) } : {}),
    };
    const before = known.get(task.origin);
    const path = before?.path ?? taskPath(ids.get(task.origin)!, fields.title);
    try {
      if (before) return { ...changed(before, task, fields), path };
      const status = fields.status ?? task.usualStatus ?? 'todo';
      const rank = rankIn(status, ids.get(task.origin)!);
      const begun = newTaskText({ ...fields, status, rank }, task.body);
      const text = withFields(begun, { ...task.more, [originField]: task.origin, [importedField]: markOf(task) });
      const read = readTask(text);
      if (!('task' in read)) throw new Error(read.message);
      return { origin: task.origin, is: 'added', path, text };
    } catch (thrown) {
      return { origin: task.origin, is: 'left', path, note: (thrown as Error).message };
    }
  });
}

function changed(before: OwnTask, task: ForeignTask, fields: Partial<TaskFields>): Omit<TakenIn, 'path'> {
  const { origin } = task;
  const [mark, was] = [markOf(task), importedMark(before.text)];
  if (was === mark) return { origin, is: 'same' };
  const isOwnBody = hashOfBody(before.body) !== was?.split(' ')[1] && before.body !== task.body.trimEnd();
  const matter = readFrontMatter(before.text);
  const bodyAt = 'message' in matter ? before.text.length : matter.body;
  const head = before.text.slice(0, bodyAt);
  const tail = isOwnBody ? before.text.slice(bodyAt) : task.body === '' ? '\n' : `\n\n${task.body.trimEnd()}\n`;
  const text = withFields(head + tail, { ...fields, ...task.more, [importedField]: mark });
  const note = 'its text was changed here, so it stays';
  return { origin, is: 'changed', text, ...(isOwnBody ? { note } : {}) };
}
