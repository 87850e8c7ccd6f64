import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../main/machine/new-file.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import { type OwnTask, readOwnTask } from '../shared/tasks/exchange/foreign-task.ts';
import { taskIdOf, tasksFolder } from '../shared/tasks/task.ts';

/** Most files of a folder that are read, and the size of one. */
const [mostFiles, mostBytes] = [2000, 1_000_000];

/** Reads a text file, through no link. Null for anything else, and for one above a size. */
export async function readPlainFile(path: string, most = mostBytes): Promise<string | null> {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags).catch(() => null);
  if (file === null) return null;
  try {
    const stats = await file.stat();
    return stats.isFile() && stats.size <= most ? (await file.readFile('utf8')).replaceAll('\r\n', '\n') : null;
  } finally {
    await file.close();
  }
}

/** Names of the Markdown files in a folder; none where it is not there. */
export async function markdownIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.flatMap((entry) => (entry.isFile() && /\.md$/i.test(entry.name) ? [entry.name] : []));
  return names.toSorted().slice(0, mostFiles);
}

/** The tasks of a folder on this machine's disk. A running host takes in what changes there. */
export class TaskFolder {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  /** Finds a folder's tasks. Throws where there is no such folder, or a link stands in place of the tasks' one. */
  static async in(folder: string): Promise<TaskFolder> {
    const root = await realpath(folder).catch(() => null);
    if (root === null) throw new EnsembleError('not-found', `There is no folder ${folder}.`);
    const stats = await lstat(join(root, tasksFolder)).catch(() => null);
    if (stats && !stats.isDirectory())
      throw new EnsembleError('not-a-folder', `${tasksFolder} is no folder here: move it away first.`);
    return new TaskFolder(root);
  }

  /** Reads the tasks; files that are none are left out. */
  async list(): Promise<OwnTask[]> {
    const tasks: OwnTask[] = [];
    for (const name of await markdownIn(join(this.#root, tasksFolder))) {
      const path = `${tasksFolder}/${name}`;
      const text = await readPlainFile(join(this.#root, path));
      const task = text === null ? null : readOwnTask(taskIdOf(path), path, text);
      if (task) tasks.push(task);
    }
    return tasks;
  }

  /** Writes a task's file. */
  async write(path: string, text: string): Promise<void> {
    await mkdir(join(this.#root, tasksFolder), { recursive: true });
    await writeWhole(join(this.#root, path), (file) => file.writeFile(text));
  }
}
