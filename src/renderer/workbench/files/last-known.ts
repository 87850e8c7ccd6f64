import { EnsembleError } from '../../../shared/protocol/errors.ts';

const mostAnswers = 5_000;

/** Answers of the host by path, for looking around while it cannot be reached. */
export class LastKnown<Answer> {
  readonly #answers = new Map<string, Answer>();

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
      const away = thrown instanceof EnsembleError && (thrown.code === 'disconnected' || thrown.code === 'host-away');
      const known = away ? (this.#answers.get(path) ?? otherwise()) : null;
      if (known === null) throw thrown;
      return known;
    }
  }
}
