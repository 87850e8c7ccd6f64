import type { App } from '../../session/app.ts';
import { samePlaces } from './asked-text.ts';
import { isObject, type Json } from './json-rpc.ts';
import { carryPlaces, completionItems, editedTexts, type Places } from './message-places.ts';
import type { ToldTexts } from './piece-way.ts';
import type { Question } from './question.ts';
import { askedAnew } from './request-kinds.ts';
import { pathOf } from './seen-texts.ts';

/** Error for an answer about a text that this window never had: it is to be asked for again. */
export class AskAgain extends Error {}

/** Most texts that a change may open in this window. */
const mostOpened = 300;

/** Longest time to wait for what the host knew before this window. */
const longestLagMs = 3_000;

/** Brings the places of answers to the texts as they are shown now. */
export class AnswerPlaces {
  readonly #app: App;
  readonly same: Places = samePlaces;

  constructor(app: App) {
    this.#app = app;
  }

  /**
   * Opens the texts that an answer changes. Where one of them was not open, the answer is asked for again, with all of
   * them named, unless `isLast`.
   */
  async open(question: Question, edit: Json | undefined, isLast = false): Promise<void> {
    const uris = editedTexts(edit).filter((uri) => pathOf(uri) !== null);
    const closed = uris.filter((uri) => question.textAt(uri) === null);
    if (closed.length > mostOpened) throw new Error(`This changes ${closed.length} files that are not open.`);
    const opened = await Promise.all(closed.map((uri) => question.addText(uri)));
    question.pause();
    if (opened.includes(true) && !isLast) throw new AskAgain();
  }

  /** Finds the versions that an answer is about, waiting for what this window has not heard yet. */
  async find(question: Question, at: ToldTexts): Promise<void> {
    const told = new Map(at.map((each) => [each.ref, each]));
    for (const text of question.texts) {
      const { ref } = text.document;
      const seen = told.get(ref);
      text.findVersion(seen?.hash);
      if (text.version !== null || !seen || this.#app.client.applied >= seen.seq) continue;
      const lag = AbortSignal.any([question.signal, AbortSignal.timeout(longestLagMs)]);
      await this.#app.client.heardUpTo(seen.seq, lag).catch(() => undefined);
      text.findVersion(seen.hash);
    }
  }

  /** Gives the answer with its places in the texts that are shown now. Throws `AskAgain` or `StaleEdit`. */
  place(question: Question, result: Json): Json {
    const { method, text } = question;
    if (text !== null && text.version === null) throw new AskAgain();
    if (askedAnew.has(method)) {
      if (text !== null && text.version !== 0) throw new Error('The editors ask for this anew.');
      return result;
    }
    const own = text?.shown() ?? samePlaces;
    const of = (uri: string): Places => {
      const named = question.textAt(uri);
      if (named === null) return samePlaces;
      if (named.version === null) throw new AskAgain();
      return named.shown();
    };
    if (method !== 'textDocument/completion') return carryPlaces(result, own, of);
    // The editors follow the line of the cursor by themselves.
    const items = completionItems(result).map((item) => {
      const edits = item.additionalTextEdits;
      return edits === undefined ? item : { ...item, additionalTextEdits: carryPlaces(edits, own, of) };
    });
    return isObject(result) ? { ...result, items } : result === null ? null : items;
  }
}
