import { EnsembleError } from '../../../shared/core/errors.ts';

const mostAnswers = 5_000;

/** What says nothing of the file that was asked for. */
const noAnswers: ReadonlySet<string> = new Set(['disconnected', 'host-away', 'too-fast']);

/** Answers of the host by path, for looking around while it cannot be reached or has too much to do. */
export class LastKnown<Answer> {
  readonly #answers = new Map<string, Answer>();

  /** Gives the last answer for the path at once where there is one, and asks anew behind it. */
  askBehind(path: string, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.#answers.get(path);
    const asked = this.ask(path, ask);
    if (known === undefined) return asked;
    asked.catch(() => this.#answers.delete(path));
    return Promise.resolve(known);
  }

  /** Gives the answer of `ask`, or, while the host is away, the last one that was given for the path, or `otherwise`. */
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
