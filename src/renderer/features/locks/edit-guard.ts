import { type HeldLock, linesMeet } from '../../../shared/locks/held-lock.ts';
import type { App } from '../../session/app.ts';
import type { TextChange, TextModelPort } from '../../workbench/index.ts';
import { questionOf } from './lock-words.ts';
import type { LocksModel } from './locks-model.ts';
import { touchedLines } from './touched-lines.ts';

/** Asks who edits in somebody else's lock whether they mean to, once for each lock. */
export class EditGuard {
  readonly #app: App;
  readonly #model: LocksModel;
  /** Locks of which the person has said that they edit anyway, or is being asked. */
  readonly #settled = new Set<string>();

  constructor(app: App, model: LocksModel) {
    this.#app = app;
    this.#model = model;
    const { workbench } = app;
    workbench.models.onModelOpened((text) => {
      // The document hears of the edit in the same turn; only then are the locks where they are now.
      text.onLocalChange((changes) => queueMicrotask(() => this.#look(text, changes)));
    });
    workbench.editors.onSelectionChanged((key, _selections, { byEdit, byRemote }) => {
      // What is typed after going there is a step of its own, which can be taken back by itself.
      if (!byEdit && !byRemote && this.#foreign(key).length > 0) this.#documentOf(key)?.closeStep();
    });
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
    const met = locks.find(({ lines }) => touched.some((part) => linesMeet(lines, part)));
    if (met) void this.#ask(text.key, met);
  }

  async #ask(key: string, lock: HeldLock): Promise<void> {
    this.#settled.add(lock.id);
    const note = lock.note === '' ? '' : `“${lock.note}” `;
    const detail = `${note}If you do, you are not asked again about this lock.`;
    const chosen = await this.#app.workbench.dialogs.ask('warning', questionOf(lock), {
      detail,
      buttons: ['Edit anyway'],
      cancel: 'Take it back',
    });
    if (chosen === 'Edit anyway') return;
    this.#settled.delete(lock.id);
    this.#documentOf(key)?.undo();
  }
}
