import type { App } from '../../session/app.ts';
import { reactRender } from '../../ui/react-render.tsx';
import type { Dispose } from '../../workbench/index.ts';
import { TaskActs } from './acting.ts';
import { BoardModel } from './board-model.ts';
import { BoardView } from './board-view.tsx';

/** The task board of a window: its tasks, the acts on them, and its view. */
export class TaskBoard {
  readonly #app: App;
  readonly #model: BoardModel;
  readonly #acts: TaskActs;

  constructor(app: App) {
    this.#app = app;
    this.#model = new BoardModel(app);
    this.#acts = new TaskActs(app, this.#model);
  }

  render(container: HTMLElement): Dispose {
    const stop = this.#model.watch();
    const unmount = reactRender(() => <BoardView app={this.#app} model={this.#model} acts={this.#acts} />)(container);
    return () => {
      unmount();
      stop();
    };
  }

  /** Asks for the title of a new task, makes it, and opens it. */
  async askNew(): Promise<void> {
    const { quickInput, editors } = this.#app.workbench;
    const title = await quickInput.input({
      title: 'New Task',
      placeholder: 'Title of the task',
      validate: (value) => (value.trim() === '' ? 'A task has a title.' : null),
    });
    if (title === undefined) return;
    const stop = this.#model.watch();
    try {
      await this.#model.reload();
      const path = await this.#acts.create(title.trim());
      if (path !== null) await editors.reveal(path, 1, { preview: false });
    } finally {
      stop();
    }
  }

  /** Asks for one of the tasks that are not done, and claims it. */
  async askClaim(): Promise<void> {
    const { quickInput, notifications } = this.#app.workbench;
    const stop = this.#model.watch();
    try {
      await this.#model.reload();
      const { cards } = this.#model;
      const open = cards.filter(({ task, status }) => task !== null && status !== 'done');
      if (open.length === 0) return notifications.status('There is no task that is not done.');
      const items = open.map((card) => ({ label: card.title, description: card.id, value: card }));
      const chosen = await quickInput.pick(items, { title: 'Claim Task', placeholder: 'Task to take on' });
      if (chosen) await this.#acts.claim(chosen);
    } finally {
      stop();
    }
  }
}
