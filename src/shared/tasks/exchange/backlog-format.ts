import { Document, isScalar, Scalar, visit } from 'yaml';
import { z } from 'zod';
import { readFrontMatter } from '../front-matter.ts';
import { knownStatuses } from '../task.ts';
import { bodyOf, type ForeignTask, keepable, line, type OwnTask, plainText } from './foreign-task.ts';

/** Task files of Backlog.md: `backlog/tasks/task-12 - Title.md`, with a front matter of its own fields. */
const words = z.union([z.string(), z.number(), z.boolean()]).transform((value) => line(String(value)));
const one = words.nullish().transform((value) => value || null);
const several = z
  .union([z.array(words), words.transform((value) => [value])])
  .nullish()
  .transform((value) => (value ?? []).filter((each) => each !== '').slice(0, 200));

const backlogId = /^[a-z]{1,20}-\d{1,9}(\.\d{1,9}){0,5}$/i;

const fields = z.object({
  id: words.pipe(z.string().regex(backlogId, 'such as task-12')),
  title: words.pipe(z.string().min(1)),
  status: one,
  assignee: several,
  dependencies: several,
  priority: one,
  milestone: one,
  due_date: one,
  modified_files: several,
  ordinal: z.number().optional().catch(undefined),
});

/** Fields that become ours; all others of Backlog.md stay in the file by their own names. */
const taken = Object.keys(fields.shape).filter((name) => name !== 'ordinal');

const prefix = 'backlog:';
const statusNames: Readonly<Record<(typeof knownStatuses)[number], string>> = {
  todo: 'To Do',
  'in-progress': 'In Progress',
  'in-review': 'In Review',
  done: 'Done',
};

const statusFrom = (name: string) =>
  knownStatuses.find((status) => statusNames[status].toLowerCase() === name.toLowerCase()) ?? name;
const nameOf = (status: string) => (Object.hasOwn(statusNames, status) ? statusNames[status as 'todo'] : status);

/** Backlog.md takes names with @ that YAML does not. */
const withQuotes = (text: string) =>
  text.replace(/^(?:\s*-|(?:assignee|reporter):).*$/gm, (row) =>
    row.replace(/(^\s*-\s+|[:[,]\s*)(@[\w.-]+)/g, '$1"$2"'),
  );

/** Reads a task file of Backlog.md, or says why it is none. */
export function readBacklogTask(given: string): ForeignTask | string {
  const text = plainText(given);
  const end = text.indexOf('\n---', 3);
  const quoted = end < 0 ? text : withQuotes(text.slice(0, end)) + text.slice(end);
  const matter = readFrontMatter(quoted);
  if ('message' in matter) return `line ${matter.line}: ${matter.message}`;
  const read = fields.safeParse(matter.values);
  if (!read.success) return z.prettifyError(read.error);
  const { id, title, status, assignee, dependencies, priority, milestone, due_date, modified_files, ordinal } =
    read.data;
  const [first = null] = assignee;
  // Several people are not one owner: the whole list stays beside the first.
  const isWhole = assignee.length <= 1;
  return {
    origin: prefix + id.toUpperCase(),
    fields: {
      title,
      status: statusFrom(status ?? 'todo'),
      owner: first?.replace(/^@/, '') ?? null,
      priority,
      milestone,
      due: due_date,
      depends: dependencies.map((each) => prefix + each),
      paths: modified_files,
    },
    usualStatus: null,
    more: { ...keepable(matter.values, taken), ...(isWhole ? {} : { assignee }), backlog_id: id },
    body: bodyOf(quoted, matter),
    order: ordinal ?? null,
  };
}

/** Finds the ids of Backlog.md for tasks, those that have none yet behind the others. */
export function backlogIds(tasks: readonly OwnTask[], alsoTaken: readonly string[]): Map<string, string> {
  const known = tasks.flatMap((task) => {
    const origin = task.origins.find((each) => each.startsWith(prefix))?.slice(prefix.length);
    return origin !== undefined && backlogId.test(origin) ? [[task.id, origin] as const] : [];
  });
  const ids = new Map(known);
  const all = [...ids.values(), ...alsoTaken.filter((each) => backlogId.test(each))];
  const [name = 'TASK'] = all.map((each) => each.slice(0, each.lastIndexOf('-')));
  let last = Math.max(0, ...all.map((each) => Number.parseInt(each.slice(each.lastIndexOf('-') + 1), 10)));
  for (const { id } of tasks) if (!ids.has(id)) ids.set(id, `${name.toUpperCase()}-${++last}`);
  return ids;
}

/** Origin of a task in Backlog.md. */
export const backlogOrigin = (id: string): string => prefix + id.toUpperCase();

/** Order in which Backlog.md writes its fields; others come before the last two. */
const firstFields =
  'id title status assignee reporter created_date updated_date labels milestone dependencies references documentation modified_files'.split(
    ' ',
  );
const lastFields = ['priority', 'ordinal'];

/** Writes a task as Backlog.md does. `idOf` gives the ids there of our tasks. */
export function backlogText(task: OwnTask, idOf: ReadonlyMap<string, string>): string {
  const { title, status, owner, priority, milestone, due, depends, paths } = task.fields;
  const { backlog_id: spelling, assignee: people, labels = [], ...more } = task.more;
  const own = idOf.get(task.id)!;
  const id = typeof spelling === 'string' && spelling.toUpperCase() === own ? spelling : own;
  const others = Array.isArray(people) && people[0] === `@${owner}` ? people : owner === null ? [] : [`@${owner}`];
  const foreignIds = depends.map((each) => idOf.get(each) ?? each.replace(prefix, ''));
  const values: Record<string, unknown> = {
    id,
    title,
    status: nameOf(status),
    assignee: others,
    labels,
    ...(milestone === null ? {} : { milestone }),
    dependencies: foreignIds,
    ...(due === null ? {} : { due_date: due }),
    ...(paths.length === 0 ? {} : { modified_files: paths }),
    ...(priority === null ? {} : { priority }),
    ...more,
  };
  const middle = Object.keys(values).filter((name) => !firstFields.includes(name) && !lastFields.includes(name));
  const order = [...firstFields, ...middle, ...lastFields].filter((name) => values[name] !== undefined);
  const document = new Document(Object.fromEntries(order.map((name) => [name, values[name]])));
  visit(document, {
    Scalar: (_, node) => {
      // Older YAML takes an unquoted date for a moment; the rest is quoted as there, so that nothing differs without need.
      if (isScalar(node) && typeof node.value === 'string' && /^\d{4}-\d\d-\d\d|[,[\]{}:]/.test(node.value))
        node.type = Scalar.QUOTE_SINGLE;
    },
  });
  const yaml = document.toString({ lineWidth: 0, singleQuote: true });
  return `---\n${yaml}---\n${task.body === '' ? '' : `\n${task.body}\n`}`;
}

/** Name of a task's file in Backlog.md. */
export function backlogFileName(id: string, title: string): string {
  const words = title
    .replace(/[^\p{L}\p{N}.]+/gu, '-')
    .slice(0, 100)
    .replace(/^[-.]+|[-.]+$/g, '');
  return `${id.toLowerCase()} - ${words || 'Task'}.md`;
}

/** Id of Backlog.md in a file's name, or null. */
export function backlogIdIn(name: string): string | null {
  const id = /^(\S+) - .*\.md$/i.exec(name)?.[1];
  return id !== undefined && backlogId.test(id) ? id.toUpperCase() : null;
}
