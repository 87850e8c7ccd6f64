import type { App } from '../../session/app.ts';
import { AnswerPlaces } from './answer-places.ts';
import { inside, isObject, type Json } from './json-rpc.ts';
import type { ToldTexts } from './piece-way.ts';
import { Question } from './question.ts';

/** Changes that a server asks this window to make, for a command that the window has asked for. */
export class AskedEdits {
  readonly #app: App;
  readonly #places: AnswerPlaces;

  constructor(app: App) {
    this.#app = app;
    this.#places = new AnswerPlaces(app);
  }

  /**
   * Brings a change to the texts as they are shown now; null where they went on in a way that it does not fit. `command`
   * is the question for which it is made: its texts are watched since then.
   */
  async place(params: Json, at: ToldTexts, command: Question | null): Promise<Json | null> {
    const edit = inside(params, 'edit');
    const question = new Question(this.#app, '', 'workspace/applyEdit', params, null);
    try {
      await this.#places.open(question, edit, true);
      if (command?.texts.some((text) => !text.isUntouched)) return null;
      await this.#places.find(question, at);
      const placed = this.#places.place(question, edit ?? null);
      question.used();
      return isObject(params) ? { ...params, edit: placed } : null;
    } catch {
      question.end();
      return null;
    }
  }
}
