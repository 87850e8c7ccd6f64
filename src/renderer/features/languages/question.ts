import { append } from '../../../shared/core/append.ts';
import type { App } from '../../session/app.ts';
import type { AskedText } from './asked-text.ts';
import type { Json } from './json-rpc.ts';
import { pathOf, textOf } from './seen-texts.ts';

/** Longest time that others' edits wait for the editors to use an answer. */
const longestUseMs = 1_500;

/** Time for which a changed text is kept without a tab, so that one undo reaches it too. */
const undoableMs = 10 * 60_000;

/** A request of the editors to a language server, until its answer is used. */
export class Question {
  /** Number by which the client knows it. */
  readonly id: number | string;
  readonly method: string;
  /** Parameters, with the places of the documents' texts. */
  params: Json;
  /** Texts whose versions the answer is to name; the first is the one that the question is about. */
  readonly texts: AskedText[] = [];
  /** Uri of the text that it is about; null where it is about none of the folder. */
  readonly uri: string | null;
  tries = 0;
  readonly #app: App;
  readonly #left = new AbortController();
  #ends: (() => void)[] = [];
  #pauses: (() => void)[] = [];

  constructor(app: App, id: number | string, method: string, params: Json, uri: string | null) {
    this.#app = app;
    this.id = id;
    this.method = method;
    this.params = params;
    this.uri = uri;
  }

  get signal(): AbortSignal {
    return this.#left.signal;
  }

  get text(): AskedText | null {
    return this.texts[0] ?? null;
  }

  textAt(uri: string): AskedText | null {
    const path = pathOf(uri);
    return path === null ? null : (this.texts.find(({ key }) => key === path) ?? null);
  }

  /** Begins the watch over the texts anew: the next answer is about them as they are now. */
  watchAnew(texts: readonly AskedText[]): void {
    for (const text of this.texts.splice(0)) text.stop();
    append(this.texts, texts);
  }

  /** Opens a text that the answer changes, so that the change is an edit of the shared document. */
  async addText(uri: string): Promise<boolean> {
    const path = pathOf(uri);
    if (path === null || this.texts.some(({ key }) => key === path)) return false;
    const letGo = await this.#app.workbench.languages.hold(path).catch(() => null);
    if (letGo === null) return false;
    // The editors open a tab for a text that is unsaved then, and none for one that somebody has saved by then.
    this.#ends.push(() => setTimeout(letGo, undoableMs));
    const text = await textOf(this.#app, path);
    if (text !== null) this.texts.push(text);
    return text !== null;
  }

  /** Holds others' edits back from the editors of its texts. */
  pause(): void {
    append(
      this.#pauses,
      this.texts.map((text) => text.pause()),
    );
  }

  /**
   * Ends the pause once the editors have used the answer: with their edit, or after a while. The watch ends as well,
   * unless it `goesOn`.
   */
  used(patienceMs: number = longestUseMs, goesOn = false): void {
    const { models } = this.#app.workbench;
    const stops: (() => void)[] = [];
    const end = () => {
      for (const stop of stops.splice(0)) stop();
      clearTimeout(patience);
      if (goesOn) this.#release();
      else this.end();
    };
    const patience = setTimeout(end, patienceMs);
    // All edits of the answer come in one turn.
    const edited = () => setTimeout(end, 0);
    for (const { key } of this.texts) {
      const stop = models.get(key)?.onLocalChange(edited);
      if (stop) stops.push(stop);
    }
  }

  #release(): void {
    for (const end of this.#pauses.splice(0)) end();
  }

  /** Ends it: nobody waits for the answer any more. */
  end(): void {
    this.#left.abort();
    this.#release();
    for (const end of this.#ends.splice(0)) end();
    this.watchAnew([]);
  }
}
