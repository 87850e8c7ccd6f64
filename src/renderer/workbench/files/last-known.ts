import { EnsembleError } from '../../../shared/core/errors.ts';

const mostAnswers = 5_000;

/** Errors that say nothing about the file itself. */
const noAnswers: ReadonlySet<string> = new Set(['disconnected', 'host-away', 'too-fast']);

/** Cache of the host's answers by path, for looking around while it cannot be reached or has too much to do. */
export class LastKnown<Answer> {
  readonly #answers = new Map<string, Answer>();

  /** Gives the cached answer for the path at once, and refreshes it behind (stale-while-revalidate). */
  askBehind(path: string, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.#answers.get(path);
    const asked = this.ask(path, ask);
    if (known === undefined) return asked;
    asked.catch(() => this.#answers.delete(path));
    return Promise.resolve(known);
  }

  /** Gives the answer of `ask`, or, while the host is away, the last one for the path, or `otherwise`. */
  async ask(path: string, ask: () => Promise<Answer>, otherwise: () => Answer | null = () => null): Promise<Answer> {
    try {
      const answer = await ask();
      this.#answers.delete(path);
      this.#answers.set(path, answer);
      const oldest = this.#answers.keys().next().value;
      if (this.#answers.size > mostAnswers && oldest !== undefined) this.#answers.delete(oldest);
      return answer;
    } catch (thrown) {
      const known =
        thrown instanceof EnsembleError && noAnswers.has(thrown.code) ? (this.#answers.get(path) ?? otherwise()) : null;
      if (known === null) throw thrown;
      return known;
    }
  }
}
