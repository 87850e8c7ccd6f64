import { findDocument, saveFile } from '../../../client/shared-file.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import { compareRanks, rankAt } from '../../../shared/tasks/rank.ts';
import { type TaskFields, tasksFolder } from '../../../shared/tasks/task.ts';
import { newTaskId, taskPath } from '../../../shared/tasks/task-path.ts';
import { fieldEdits, newTaskText } from '../../../shared/tasks/task-text.ts';
import type { App } from '../../session/app.ts';
import { telling } from '../../session/telling.ts';
import type { BoardModel, Card } from './board-model.ts';
import { lockPaths, unlockPaths } from './task-locks.ts';

/** Acts on tasks: edits of their files, and claims in the session. */
export class TaskActs {
  readonly #app: App;
  readonly #model: BoardModel;

  constructor(app: App, model: BoardModel) {
    this.#app = app;
    this.#model = model;
  }

  /** Makes the file of a new task, at the end of its column. Gives its path; null where that failed. */
  async create(title: string, status = 'todo'): Promise<string | null> {
    const { client, workspace } = this.#app;
    let made: string | null = null;
    await telling(this.#app, async () => {
      const cards = this.#column(status);
      const path = taskPath(newTaskId(client.options.environment), title);
      const text = newTaskText({ title, status, rank: rankAt(cards, cards.length) });
      await workspace.request('files.createFolder', { path: tasksFolder }).catch((thrown: unknown) => {
        if (!(thrown instanceof EnsembleError && thrown.code === 'exists')) throw thrown;
      });
      const content = new TextEncoder().encode(text);
      await workspace.request('files.write', { path, content, create: true, overwrite: false });
      // As a document it is there for everybody at once, and live.
      await findDocument(client, path, workspace);
      made = path;
    });
    return made;
  }

  #column(status: string): Card[] {
    const cards = this.#model.cards.filter((card) => card.status === status);
    return cards.toSorted(compareRanks);
  }

  /** Moves a task before another of a column, or to its end. */
  async move(card: Card, status: string, index: number): Promise<void> {
    if (card.task === null) return;
    const others = this.#column(status).filter(({ path }) => path !== card.path);
    const rank = rankAt(others, index);
    await this.set(card.path, status === card.status ? { rank } : { status, rank });
  }

  /** Sets fields of a task by the smallest edits of its file, as this person, and has it saved. */
  set(path: string, fields: Partial<TaskFields>): Promise<void> {
    const { client, workspace } = this.#app;
    return telling(this.#app, async () => {
      const { ref } = await findDocument(client, path, workspace);
      const document = await client.documents.open(ref);
      try {
        document.closeStep();
        document.edit(fieldEdits(document.toString(), fields));
        document.closeStep();
        await saveFile(client, document, workspace);
      } finally {
        client.documents.close(ref);
      }
    });
  }

  /** Takes a task on, with locks of its paths; asks first where somebody has it. */
  claim(card: Card): Promise<void> {
    const { client, workspace, session, workbench } = this.#app;
    return telling(this.#app, async () => {
      const { ref } = await findDocument(client, card.path, workspace);
      const held = session.state.claims.held[ref];
      if (held !== undefined && held.person !== session.person) {
        const name = shownName(session.state, held.person) ?? 'Somebody';
        const button = 'Take Over';
        const question = `${name} has “${card.title}”. Take it over?`;
        const detail = `${name} is told, and everybody can see that.`;
        if ((await workbench.dialogs.ask('warning', question, { detail, buttons: [button] })) !== button) return;
        await client.publish('task.stolen', {}, ref);
      }
      await client.publish('task.claimed', { untilMs: null }, ref);
      const claim = session.state.claims.held[ref];
      if (claim?.person !== session.person) {
        const name = shownName(session.state, claim?.person) ?? 'Somebody else';
        return workbench.notifications.status(`${name} was first to take “${card.title}”.`);
      }
      await lockPaths(this.#app, card);
    });
  }

  /** Gives a task of mine up, and the locks of its paths with it. */
  release(card: Card): Promise<void> {
    const { client, workspace } = this.#app;
    return telling(this.#app, async () => {
      const { ref } = await findDocument(client, card.path, workspace);
      await client.publish('task.released', {}, ref);
      await unlockPaths(this.#app, card);
    });
  }
}
