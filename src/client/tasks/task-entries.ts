import { type Task, taskIdOf } from '../../shared/tasks/task.ts';
import { readTask } from '../../shared/tasks/task-text.ts';
import type { FileText } from './task-files.ts';

/** A file of the tasks' folder: a task, or the reason for which it is none. */
export interface TaskEntry {
  path: string;
  id: string;
  rank: string | null;
  task: Task | null;
  /** Reason for which the file is no task, and its line. */
  fault: { line: number; message: string } | null;
}

/** Tasks by the texts of their files; each is parsed again only when its text is another one. */
export class TaskEntries {
  readonly #known = new Map<string, { of: string; entry: TaskEntry }>();

  /** Reads all texts. */
  of(texts: ReadonlyMap<string, FileText>): TaskEntry[] {
    for (const path of this.#known.keys()) if (!texts.has(path)) this.#known.delete(path);
    return [...texts].map(([path, file]) => this.#entry(path, file));
  }

  #entry(path: string, file: FileText): TaskEntry {
    const of = 'text' in file ? file.text : `!${file.fault}`;
    const known = this.#known.get(path);
    if (known?.of === of) return known.entry;
    const entry = entryOf(path, file);
    this.#known.set(path, { of, entry });
    return entry;
  }
}

function entryOf(path: string, file: FileText): TaskEntry {
  const read = 'text' in file ? readTask(file.text) : { line: 1, message: file.fault };
  const base = { path, id: taskIdOf(path) };
  return 'task' in read
    ? { ...base, rank: read.task.rank, task: read.task, fault: null }
    : { ...base, rank: null, task: null, fault: read };
}
