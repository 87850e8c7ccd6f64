import { withOrigin } from './item-origins.ts';
import { isObject, type Json } from './json-rpc.ts';
import type { Question } from './question.ts';

/** Lists of actions that are kept: those of the last light bulbs and menus. */
const mostLists = 4;

interface KeptAction {
  asked: Question;
  action: Json;
}

/**
 * Actions that a server offered together with their changes. A person chooses one seconds later, when the text has gone
 * on: the change is kept here, and is brought to the newest text when it is wanted.
 */
export class KeptActions {
  readonly #lists = new Map<Question, number[]>();
  readonly #actions = new Map<number, KeptAction>();
  #next = 1;

  /** Takes the changes out of the actions of an answer. */
  keep(asked: Question, given: Json, placed: Json): Json {
    if (!Array.isArray(given) || !Array.isArray(placed) || asked.uri === null) return placed;
    const { uri } = asked;
    const numbers: number[] = [];
    const rest = placed.map((action, index) => {
      const raw = given[index];
      if (!isObject(action) || !isObject(raw) || raw.edit === undefined) return action;
      const number = this.#next++;
      numbers.push(number);
      // Its places stay those of the version that the answer is about.
      this.#actions.set(number, { asked, action: { ...action, edit: raw.edit } });
      const { edit: _, data: __, ...bare } = action;
      return withOrigin(bare, { uri, kept: number });
    });
    if (numbers.length === 0) return placed;
    this.#lists.set(asked, numbers);
    for (const oldest of [...this.#lists.keys()].slice(0, -mostLists)) this.#forget(oldest);
    return rest;
  }

  /** Says whether actions of this question are kept, so that its texts are still watched. */
  keeps(asked: Question): boolean {
    return this.#lists.has(asked);
  }

  take(number: number): KeptAction | null {
    return this.#actions.get(number) ?? null;
  }

  #forget(asked: Question): void {
    for (const number of this.#lists.get(asked) ?? []) this.#actions.delete(number);
    this.#lists.delete(asked);
    asked.end();
  }

  clear(): void {
    for (const asked of [...this.#lists.keys()]) this.#forget(asked);
  }
}
