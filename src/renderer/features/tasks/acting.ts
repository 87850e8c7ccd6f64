import { findDocument, saveFile } from '../../../client/shared-file.ts';
import { makeTask, movedTo } from '../../../client/tasks/new-task.ts';
import { TaskClaims } from '../../../client/tasks/task-claims.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { TaskFields } from '../../../shared/tasks/task.ts';
import { fieldEdits } from '../../../shared/tasks/task-text.ts';
import type { App } from '../../session/app.ts';
import { telling } from '../../session/telling.ts';
import { listNames } from '../../ui/words.ts';
import type { BoardModel, Card } from './board-model.ts';
import { askFields } from './card-fields.ts';

/** Acts on tasks: edits of their files, and claims in the session. */
export class TaskActs {
  readonly #app: App;
  readonly #model: BoardModel;
  readonly #claims: TaskClaims;

  constructor(app: App, model: BoardModel) {
    this.#app = app;
    this.#model = model;
    this.#claims = new TaskClaims(app.client, app.workspace);
  }

  /** Makes the file of a new task, at the end of its column. Gives its path; null where that failed. */
  async create(title: string, status = 'todo'): Promise<string | null> {
    const { client, workspace } = this.#app;
    let made: string | null = null;
    await telling(this.#app, async () => {
      made = await makeTask(client, workspace, this.#model.cards, { title, status });
    });
    return made;
  }

  /** Moves a task before another of a column, or to its end. */
  async move(card: Card, status: string, index: number): Promise<void> {
    if (card.task === null) return;
    await this.set(card.path, movedTo(this.#model.cards, card, status, index));
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

  /** Asks for another owner or priority of a task, and sets that. */
  change(card: Card): Promise<void> {
    return telling(this.#app, async () => {
      const fields = await askFields(this.#app, this.#model.cards, card);
      if (fields !== null) await this.set(card.path, fields);
    });
  }

  /** Takes a task on, with locks of its paths; asks first where somebody has it. */
  claim(card: Card): Promise<void> {
    const { session, workbench } = this.#app;
    const { dialogs, notifications } = workbench;
    const nameOf = (person: string) => shownName(session.state, person) ?? 'Somebody';
    return telling(this.#app, async () => {
      let outcome = await this.#claims.claim(card);
      if (outcome.is === 'held') {
        const name = nameOf(outcome.by);
        const button = 'Take Over';
        const question = `${name} has “${card.title}”. Take it over?`;
        const detail = `${name} is told, and everybody can see that.`;
        if ((await dialogs.ask('warning', question, { detail, buttons: [button] })) !== button) return;
        outcome = await this.#claims.claim(card, { takesOver: true });
      }
      if (outcome.is === 'held')
        return notifications.status(`${nameOf(outcome.by)} was first to take “${card.title}”.`);
      const refused = outcome.refused.map(({ path, by }) => (typeof by === 'string' ? path : `${path} (${by.name})`));
      if (refused.length > 0)
        void notifications.show('info', `You have this task, without a lock on ${listNames(refused)}.`);
    });
  }

  /** Gives a task of mine up, and the locks of its paths with it. */
  release(card: Card): Promise<void> {
    return telling(this.#app, () => this.#claims.release(card));
  }
}
