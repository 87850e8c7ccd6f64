import PQueue from 'p-queue';
import type { GitState, RepositoryStatus } from '../../shared/capabilities/git/git-state.ts';
import { claimOf } from '../../shared/capabilities/tasks/claims.ts';
import type { Entry } from '../../shared/core/entry.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Handlers } from '../../shared/session/contract.ts';
import { decodeBody } from '../../shared/session/table.ts';
import { tasksFolder } from '../../shared/tasks/task.ts';
import { isTaskFile } from '../../shared/tasks/task-path.ts';
import { isNamedBy } from '../../shared/tasks/task-places.ts';
import { idsIn, type ProgressEvent, type ProgressSettings } from '../../shared/tasks/task-progress.ts';
import { readTask } from '../../shared/tasks/task-text.ts';
import { TaskMover, type TaskMoverOptions } from './task-mover.ts';

/** Commits that have come to a branch, by their messages. */
interface Move {
  is: 'committed' | 'merged';
  messages: string[];
}

export interface ProgressOptions extends TaskMoverOptions {
  settings: () => ProgressSettings;
  /** Finds the paths of tasks' files by the ids of the tasks. */
  pathsOf: (ids: ReadonlySet<string>) => ReadonlyMap<string, string>;
  /** Finds what has come to the branches of a repository since the last call. */
  movesOf: (status: RepositoryStatus) => Promise<Move[]>;
  report: (message: string) => void;
}

/** Most tasks that one look at the branches moves. */
const mostTasks = 20;
/** Number of claims under which an edit was seen that are remembered. */
const mostSeen = 1000;

const marksOf = ({ branch, head, refsMark, upstreamCommit }: RepositoryStatus) =>
  JSON.stringify([branch, head, refsMark, upstreamCommit]);

/** Moves tasks on by what happens: an edit under a claim, a commit that names them, its way into the default branch. */
export class TaskProgress {
  readonly #options: ProgressOptions;
  readonly #mover: TaskMover;
  readonly #queue = new PQueue({ concurrency: 1 });
  readonly #stops: (() => void)[] = [];
  #git: GitState['git'] = null;
  readonly #marks = new Map<string, string>();
  /** Claims under which an edit was seen, by their seq. */
  readonly #edited = new Set<number>();

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#mover = new TaskMover(options);
  }

  readonly handlers = {} as Handlers<never>;

  /** Begins to follow the session. */
  start(): void {
    const { events } = this.#options.client;
    this.#stops.push(
      events.on('entry', (entry) => this.#onEntry(entry)),
      events.on('state', () => this.#onState()),
    );
    this.#onState();
  }

  /** Ends, once the work under way is done. */
  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#queue.clear();
    await this.#queue.onIdle();
  }

  get #isHost(): boolean {
    const { state, replica } = this.#options.client;
    return state.host?.replica === replica;
  }

  #later(run: () => Promise<void>): void {
    this.#queue.add(run).catch((thrown: unknown) => {
      // A task that is hidden from guests, gone or no text stays as it is.
      if (thrown instanceof EnsembleError) return;
      this.#options.report(`The status of tasks was not followed: ${String(thrown)}`);
    });
  }

  /** Looks for edits of people who hold claims: the host tells whose are unsaved, and who has saved. */
  #onEntry({ kind, ref, body }: Entry): void {
    if ((kind !== 'doc.unsaved' && kind !== 'doc.saved') || ref === null || !this.#isHost) return;
    const { state } = this.#options.client;
    const path = state.documents[ref]?.path ?? null;
    if (path === null || path.startsWith(`${tasksFolder}/`)) return;
    const claims = Object.entries(state.claims.held);
    for (const person of editorsIn(kind, body)) {
      const own = claims.filter(([, claim]) => claim.person === person);
      for (const [task, { seq }] of own) {
        const named = state.documents[task]?.path ?? null;
        if (named === null || !isTaskFile(named) || this.#edited.has(seq)) continue;
        this.#later(() => this.#onEdit({ task: named, seq, person, path, isOnly: own.length === 1 }));
      }
    }
  }

  /** Moves a task on where the edited file is one of its own, or it names none and is the only one of its holder. */
  async #onEdit(edit: { task: string; seq: number; person: string; path: string; isOnly: boolean }): Promise<void> {
    const { client, open, settings } = this.#options;
    if (this.#edited.has(edit.seq)) return;
    const ref = await open(edit.task);
    const document = await client.documents.open(ref);
    const read = readTask(document.toString());
    client.documents.close(ref);
    const paths = 'task' in read ? read.task.paths : [];
    const isOfTask = paths.length === 0 ? edit.isOnly : isNamedBy(paths, edit.path);
    if (!isOfTask) return;
    this.#edited.add(edit.seq);
    if (this.#edited.size > mostSeen) this.#edited.delete(this.#edited.values().next().value!);
    await this.#mover.move(edit.task, 'edited', edit.person, settings());
  }

  #onState(): void {
    const { git } = this.#options.client.state;
    if (git === this.#git || !this.#isHost) return;
    this.#git = git;
    for (const status of git?.repositories ?? []) {
      const mark = marksOf(status);
      if (status.problem !== null || this.#marks.get(status.path) === mark) continue;
      this.#marks.set(status.path, mark);
      this.#later(() => this.#onBranches(status));
    }
  }

  async #onBranches(status: RepositoryStatus): Promise<void> {
    const { client, movesOf, open, pathsOf, settings } = this.#options;
    const moves = await movesOf(status);
    if (!moves.some(({ messages }) => messages.length > 0)) return;
    const named = new Map<string, ProgressEvent>();
    for (const { is, messages } of moves)
      for (const id of messages.flatMap(idsIn)) if (named.get(id) !== 'merged') named.set(id, is);
    const paths = pathsOf(new Set(named.keys()));
    const now = settings();
    const wanted = [...named].filter(([id]) => paths.has(id));
    for (const [id, event] of wanted.slice(0, mostTasks)) {
      const path = paths.get(id)!;
      this.#later(async () => {
        const ref = await open(path);
        await this.#mover.move(path, event, claimOf(client.state, ref, client.nowMs())?.person ?? null, now);
      });
    }
  }
}

function editorsIn(kind: 'doc.unsaved' | 'doc.saved', body: Entry['body']): readonly string[] {
  if (kind === 'doc.unsaved') return decodeBody(kind, body).people;
  const { person, written = false } = decodeBody(kind, body);
  return written && person !== undefined ? [person] : [];
}
