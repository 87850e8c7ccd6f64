import type { Step } from '../../../client/undo-stack.ts';
import { type HeldLock, linesMeet } from '../../../shared/capabilities/locks/held-lock.ts';
import type { App } from '../../session/app.ts';
import type { TextChange, TextModelPort } from '../../workbench/index.ts';
import { questionOf } from './lock-words.ts';
import type { LocksModel } from './locks-model.ts';
import { touchedLines } from './touched-lines.ts';

/** An open question: the text typed in the lock since it was asked. */
interface Question {
  key: string;
  steps: Set<Step>;
  /** Closes it when there is nothing to be asked any more. */
  close: AbortController;
}

/**
 * Asks a person who edits in somebody else's lock whether they mean to, once for each lock. The keyboard stays in the
 * editor: text typed meanwhile stands, and all of it goes when it is to be taken back.
 */
export class EditGuard {
  readonly #app: App;
  readonly #model: LocksModel;
  /** Locks in which the person has chosen to edit anyway. */
  readonly #settled = new Set<string>();
  readonly #questions = new Map<string, Question>();

  constructor(app: App, model: LocksModel) {
    this.#app = app;
    this.#model = model;
    const { workbench } = app;
    workbench.models.onModelOpened((text) => {
      // The document hears of the edit in the same turn; only then are the locks where they are now.
      text.onLocalChange((changes) => queueMicrotask(() => this.#look(text, changes)));
    });
    workbench.editors.onSelectionChanged((key, _selections, { byEdit, byRemote }) => {
      // Text typed after going there is a step of its own, which can be taken back by itself.
      if (!byEdit && !byRemote && this.#foreign(key).length > 0) this.#documentOf(key)?.closeStep();
    });
    model.store.subscribe(() => this.#closeEnded());
  }

  #documentOf(key: string) {
    const ref = this.#app.texts.refOf(key);
    return ref === null ? null : this.#app.client.documents.get(ref);
  }

  #foreign(key: string): HeldLock[] {
    return this.#model.locksIn(key).filter(({ id, isMine }) => !isMine && !this.#settled.has(id));
  }

  #look(text: TextModelPort, changes: readonly TextChange[]): void {
    const locks = this.#foreign(text.key);
    if (locks.length === 0) return;
    const touched = touchedLines(text.getValue(), changes);
    const step = this.#documentOf(text.key)?.steps.last ?? null;
    for (const lock of locks.filter(({ lines }) => touched.some((part) => linesMeet(lines, part)))) {
      if (!this.#questions.has(lock.id)) void this.#ask(text.key, lock);
      if (step) this.#questions.get(lock.id)?.steps.add(step);
    }
  }

  async #ask(key: string, lock: HeldLock): Promise<void> {
    const question: Question = { key, steps: new Set(), close: new AbortController() };
    this.#questions.set(lock.id, question);
    const note = lock.note === '' ? '' : ` (“${lock.note}”)`;
    const chosen = await this.#app.workbench.notifications.show('warning', `${questionOf(lock)}${note}`, {
      buttons: ['Edit Anyway', 'Take It Back'],
      sticky: true,
      signal: question.close.signal,
    });
    this.#questions.delete(lock.id);
    // Closing the question means that the person has seen it, and goes on.
    if (chosen !== 'Take It Back') this.#settled.add(lock.id);
    else this.#documentOf(key)?.takeBack([...question.steps]);
  }

  /** Closes questions about locks that have ended. */
  #closeEnded(): void {
    for (const [id, { key, close }] of this.#questions) {
      if (this.#model.locksIn(key).every((lock) => lock.id !== id)) close.abort();
    }
  }
}
