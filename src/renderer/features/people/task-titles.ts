import type { SessionView } from '../../../client/session-view.ts';
import type { Environment, TimerHandle } from '../../../shared/core/environment.ts';
import { shownTask } from '../../ui/person-task.ts';

/** Most tasks whose texts are followed. */
const mostFollowed = 50;
const settleMs = 300;

/** Titles of the tasks that people have, or look at, by ref: followed in their texts, where the viewer has these. */
export class TaskTitles {
  readonly #session: SessionView;
  readonly #environment: Environment;
  readonly #changed: () => void;
  readonly #titles = new Map<string, string>();
  /** Ends of following; null while a text comes. */
  readonly #followed = new Map<string, (() => void) | null>();
  #looked: readonly object[] = [];
  #timer: TimerHandle | null = null;

  constructor(session: SessionView, environment: Environment, changed: () => void) {
    this.#session = session;
    this.#environment = environment;
    this.#changed = changed;
    session.events.on('state', () => this.#follow());
    this.#follow();
  }

  get known(): ReadonlyMap<string, string> {
    return this.#titles;
  }

  #follow(): void {
    const { state } = this.#session;
    const looked = [state.claims, state.replicas, state.documents];
    if (looked.every((each, index) => each === this.#looked[index])) return;
    this.#looked = looked;
    const shown = Object.values(state.replicas).map(({ focus }) => shownTask(state, focus));
    const all = [...Object.keys(state.claims.held), ...shown.filter((ref) => ref !== null)];
    const wanted = new Set(all.slice(0, mostFollowed));
    for (const [ref, end] of this.#followed)
      if (!wanted.has(ref) && end !== null) {
        end();
        this.#followed.delete(ref);
        this.#titles.delete(ref);
      }
    for (const ref of wanted) if (!this.#followed.has(ref)) void this.#open(ref);
  }

  async #open(ref: string): Promise<void> {
    const { documents } = this.#session;
    this.#followed.set(ref, null);
    try {
      const document = await documents.open(ref);
      const stop = document.onChange(() => this.#soon());
      this.#followed.set(ref, () => {
        stop();
        documents.close(ref);
      });
      this.#soon();
    } catch {
      // The name of its file is said then.
      this.#followed.delete(ref);
    }
  }

  #soon(): void {
    this.#timer ??= this.#environment.setTimer(() => {
      this.#timer = null;
      void this.#read();
    }, settleMs);
  }

  async #read(): Promise<void> {
    // The parser is large, and most sessions have no task.
    const { readTask } = await import('../../../shared/tasks/task-text.ts');
    for (const ref of this.#followed.keys()) {
      const document = this.#session.documents.get(ref);
      const read = document && readTask(document.toString());
      if (read && 'task' in read) this.#titles.set(ref, read.task.title);
      else this.#titles.delete(ref);
    }
    this.#changed();
  }
}
