import type { SessionClient } from '../../client/session-client.ts';
import { TaskEntries, type TaskEntry } from '../../client/tasks/task-entries.ts';
import { TaskFiles } from '../../client/tasks/task-files.ts';
import { documentAt } from '../../shared/capabilities/documents/paths.ts';
import { claimOf } from '../../shared/capabilities/tasks/claims.ts';
import { EnsembleError } from '../../shared/core/errors.ts';

/** A task as an agent sees it. */
export interface SeenTask extends TaskEntry {
  status: string;
  /** Person who has it now. */
  holder: string | null;
}

/** The folder's tasks, followed from the first question about them. */
export class SeenTasks {
  readonly #client: SessionClient;
  readonly #entries = new TaskEntries();
  #files: TaskFiles | null = null;

  constructor(client: SessionClient) {
    this.#client = client;
  }

  /** Lists all files of the tasks, as they are now. */
  async list(): Promise<{ tasks: SeenTask[]; left: number }> {
    const client = this.#client;
    const { environment } = client.options;
    this.#files ??= new TaskFiles({ session: client, workspace: client, environment, changed: () => undefined });
    await this.#files.load();
    const tasks = this.#entries.of(this.#files.all()).map((entry) => {
      const ref = documentAt(client.state, entry.path);
      const holder = ref === null ? null : (claimOf(client.state, ref, client.nowMs())?.person ?? null);
      return { ...entry, status: entry.task?.status ?? '', holder };
    });
    return { tasks, left: this.#files.left };
  }

  /** Finds a task by its id or path. Throws in words, also where the file is no task. */
  async named(given: string): Promise<{ task: SeenTask; all: SeenTask[] }> {
    const { tasks } = await this.list();
    const found = tasks.filter((each) => each.id === given || each.path === given);
    const [task] = found;
    if (task === undefined)
      throw new EnsembleError(
        'not-found',
        `There is no task “${given.slice(0, 100)}”: task_list has those that there are.`,
      );
    if (found.length > 1)
      throw new EnsembleError(
        'bad-request',
        `Several files have this id: name one of ${found.map((each) => each.path).join(', ')}.`,
      );
    if (task.fault !== null)
      throw new EnsembleError(
        'bad-request',
        `${task.path} is no task (line ${task.fault.line}: ${task.fault.message}): mend it by read and edit first.`,
      );
    return { task, all: tasks };
  }

  close(): void {
    this.#files?.stop();
  }
}
