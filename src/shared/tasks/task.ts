import { z } from 'zod';

/** Folder of the tasks: a file each. */
export const tasksFolder = '.tasks';

/** Statuses that every board has; files may name others. */
export const knownStatuses = ['todo', 'in-progress', 'in-review', 'done'] as const;

const words = z.union([z.string().max(500), z.number(), z.boolean()]).transform(String);
const one = words.nullish().transform((value) => (value === undefined || value === '' ? null : value));
const several = z
  .union([z.array(words).max(200), words.transform((value) => [value])])
  .nullish()
  .transform((value) => value ?? []);

/** Fields of a task's front matter. Others stay in the file as they are. */
export const taskFields = z.object({
  title: words.pipe(z.string().trim().min(1)),
  status: one.transform((value) => value ?? 'todo'),
  priority: one,
  owner: one,
  reviewers: several,
  estimate: one,
  actual: one,
  depends: several,
  paths: several,
  due: one,
  milestone: one,
  rank: one,
});

export type TaskFields = z.output<typeof taskFields>;

/** Condition under which a task is done: a checkbox in its body. */
export interface Criterion {
  isDone: boolean;
  words: string;
}

export interface Task extends TaskFields {
  criteria: Criterion[];
}

/** Gives the id of the task in a file: the part of its name before the first hyphen. */
export function taskIdOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.md$/i, '');
  return /^[0-9a-z]{8}(?=-|$)/.exec(name)?.[0] ?? name;
}
