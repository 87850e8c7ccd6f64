import type { Environment, TimerHandle } from '../../shared/core/environment.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Workspace } from '../../shared/session/contract.ts';
import { decodeBody } from '../../shared/session/table.ts';
import { tasksFolder } from '../../shared/tasks/task.ts';
import { isTaskFile } from '../../shared/tasks/task-path.ts';
import type { SessionView } from '../session-view.ts';

/** Bounds on the files that are read, and on those that it follows as documents. */
export const mostFiles = 2000;
const [mostFollowed, mostBytes, atOnce, settleMs] = [500, 1_000_000, 8, 30];

/** Text of a file, or the reason for which there is none. */
export type FileText = { text: string } | { fault: string };

export interface TaskFilesOptions {
  session: SessionView;
  /** The way to the host. */
  workspace: Workspace;
  environment: Environment;
  /** Called a moment after something has changed. */
  changed: () => void;
}

/** Texts of the tasks' files: those that are documents of the session live, all others as they are on the disk. */
export class TaskFiles {
  readonly #options: TaskFilesOptions;
  readonly #read = new Map<string, FileText>();
  readonly #stops: (() => void)[] = [];
  /** Documents that are followed, by ref; null while one comes. */
  readonly #followed = new Map<string, (() => void) | null>();
  readonly #coming = new Set<Promise<void>>();
  #documents: object | null = null;
  #timer: TimerHandle | null = null;
  #isStopped = false;
  /** Number of files beyond those that are read. */
  left = 0;

  constructor(options: TaskFilesOptions) {
    this.#options = options;
    const { events } = options.session;
    const follow = () => this.#follow();
    this.#stops.push(
      events.on('state', follow),
      events.on('entry', ({ kind, body }) => {
        if (kind !== 'files.changed') return;
        const paths = decodeBody(kind, body).changes.map(({ path }) => path);
        if (paths.some((path) => path.startsWith(tasksFolder) || tasksFolder.startsWith(path)))
          void this.load(new Set(paths));
      }),
    );
    follow();
    void this.load();
  }

  stop(): void {
    this.#isStopped = true;
    for (const stop of this.#stops) stop();
    for (const end of this.#followed.values()) end?.();
    if (this.#timer !== null) this.#options.environment.clearTimer(this.#timer);
  }

  /** All texts by path. */
  all(): Map<string, FileText> {
    const texts = new Map(this.#read);
    const { documents } = this.#options.session.state;
    for (const ref of this.#followed.keys()) {
      const { path = null, deleted = true } = documents[ref] ?? {};
      const document = this.#options.session.documents.get(ref);
      if (path === null || !document) continue;
      if (deleted) texts.delete(path);
      else texts.set(path, { text: document.toString() });
    }
    return texts;
  }

  /** Reads the files that are new, and those that have changed. Resolves when all texts of before are here. */
  async load(changed: ReadonlySet<string> = new Set()): Promise<void> {
    const paths = await this.#paths();
    this.left = Math.max(0, paths.length - mostFiles);
    const wanted = paths.slice(0, mostFiles);
    for (const path of this.#read.keys()) if (!wanted.includes(path)) this.#read.delete(path);
    const waiting = wanted.filter((path) => !this.#read.has(path) || changed.has(path));
    const work = async () => {
      for (let path = waiting.pop(); path !== undefined && !this.#isStopped; path = waiting.pop()) {
        this.#read.set(path, await this.#textOf(path));
        this.#soon();
      }
    };
    await Promise.all([...Array.from({ length: atOnce }, work), ...this.#coming]);
    this.#soon();
  }

  async #paths(): Promise<string[]> {
    try {
      const { entries } = await this.#options.workspace.request('files.list', { path: tasksFolder });
      const files = entries.flatMap(({ name, type }) => (type === 'file' ? [`${tasksFolder}/${name}`] : []));
      return files.filter(isTaskFile).toSorted();
    } catch {
      // No folder, one that is hidden here, or the host away: documents of the session are shown all the same.
      return [...this.#read.keys()];
    }
  }

  async #textOf(path: string): Promise<FileText> {
    try {
      const { content, sizeBytes } = await this.#options.workspace.request('files.read', {
        path,
        lengthBytes: mostBytes,
      });
      if (sizeBytes > mostBytes) return { fault: 'This file is larger than 1 MB.' };
      return { text: new TextDecoder().decode(content).replaceAll('\r\n', '\n') };
    } catch (thrown) {
      return { fault: thrown instanceof EnsembleError ? thrown.message : 'This file cannot be read.' };
    }
  }

  /** Follows the documents of tasks, as they come and go. */
  #follow(): void {
    const { state, documents } = this.#options.session;
    if (state.documents === this.#documents) return;
    this.#documents = state.documents;
    for (const [ref, { path }] of Object.entries(state.documents)) {
      if (path === null || !isTaskFile(path) || this.#followed.has(ref) || this.#followed.size >= mostFollowed)
        continue;
      this.#followed.set(ref, null);
      const coming = documents.open(ref).then(
        (document) => {
          const stop = document.onChange(() => this.#soon());
          const end = () => {
            stop();
            documents.close(ref);
          };
          if (this.#isStopped) return end();
          this.#followed.set(ref, end);
          this.#soon();
        },
        () => void this.#followed.delete(ref),
      );
      this.#coming.add(coming);
      void coming.then(() => this.#coming.delete(coming));
    }
    this.#soon();
  }

  #soon(): void {
    if (this.#isStopped) return;
    this.#timer ??= this.#options.environment.setTimer(() => {
      this.#timer = null;
      this.#options.changed();
    }, settleMs);
  }
}
