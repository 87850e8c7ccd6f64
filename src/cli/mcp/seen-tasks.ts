import { Emitter } from '../../client/emitter.ts';
import type { SessionClient } from '../../client/session-client.ts';
import { TaskEntries, type TaskEntry } from '../../client/tasks/task-entries.ts';
import { TaskFiles } from '../../client/tasks/task-files.ts';
import { documentAt } from '../../shared/capabilities/documents/paths.ts';
import { claimOf } from '../../shared/capabilities/tasks/claims.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { decodeBody } from '../../shared/session/table.ts';
import { tasksFolder } from '../../shared/tasks/task.ts';

/** A task as an agent sees it. */
export interface SeenTask extends TaskEntry {
  status: string;
  /** Person who has it now. */
  holder: string | null;
}

const byPath = (tasks: readonly SeenTask[]) => new Map(tasks.map((task) => [task.path, task]));

/** The folder's tasks, followed from the first question about them. */
export class SeenTasks {
  readonly #client: SessionClient;
  readonly #entries = new TaskEntries();
  readonly #events: Emitter<{ changed: readonly string[] }>;
  #files: TaskFiles | null = null;
  /** Tasks as they were when the last change was told, by path; null before the first question. */
  #told: ReadonlyMap<string, SeenTask> | null = null;

  constructor(client: SessionClient) {
    this.#client = client;
    this.#events = new Emitter(client.onThrow);
  }

  /** Lists all files of the tasks, as they are now. */
  async list(): Promise<{ tasks: SeenTask[]; left: number }> {
    const { environment } = this.#client.options;
    const changed = () => this.#changed();
    this.#files ??= new TaskFiles({ session: this.#client, workspace: this.#client, environment, changed });
    await this.#files.load();
    const tasks = this.#now(this.#files);
    this.#told ??= byPath(tasks);
    return { tasks, left: this.#files.left };
  }

  #now(files: TaskFiles): SeenTask[] {
    const { state } = this.#client;
    const nowMs = this.#client.nowMs();
    return this.#entries.of(files.all()).map((entry) => {
      const ref = documentAt(state, entry.path);
      const holder = ref === null ? null : (claimOf(state, ref, nowMs)?.person ?? null);
      return { ...entry, status: entry.task?.status ?? '', holder };
    });
  }

  /**
   * Calls back with the ids of tasks that are others now, new or gone; with none where nobody has asked for tasks yet,
   * and it is not known which. Returns a function that stops it.
   */
  onChange(listener: (ids: readonly string[]) => void): () => void {
    const { events } = this.#client;
    let { claims } = this.#client.state;
    const stops = [
      this.#events.on('changed', listener),
      events.on('state', (state) => {
        if (state.claims === claims) return;
        claims = state.claims;
        this.#changed();
      }),
      events.on('entry', ({ kind, body }) => {
        if (kind !== 'files.changed' || this.#files !== null) return;
        const { changes } = decodeBody(kind, body);
        if (changes.some(({ path }) => path.startsWith(tasksFolder))) this.#changed();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  #changed(): void {
    const was = this.#told;
    if (this.#files === null || was === null) return this.#events.emit('changed', []);
    const now = byPath(this.#now(this.#files));
    this.#told = now;
    const paths = new Set([...was.keys(), ...now.keys()]);
    const ids = [...paths].flatMap((path) => {
      const [before, after] = [was.get(path), now.get(path)];
      const isSame = before?.task === after?.task && before?.fault === after?.fault && before?.holder === after?.holder;
      return isSame ? [] : ((after ?? before)?.id ?? []);
    });
    if (ids.length > 0) this.#events.emit('changed', ids);
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
