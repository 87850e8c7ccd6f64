import type { z } from 'zod';
import type { GitQuestion, QuestionPart, questionAnswer } from '../../shared/capabilities/git/questions.ts';
import { mostQuestions } from '../../shared/capabilities/git/questions.ts';

type Answer = z.output<typeof questionAnswer>;
type Asked = Omit<GitQuestion, 'id'>;

interface Open {
  question: GitQuestion;
  settle: (answer: string | null) => void;
}

/** One window of the host, to which questions go. */
interface Window extends AsyncIterable<Answer> {
  send(part: QuestionPart): Promise<void>;
}

/** Questions to the person of the host: all of their windows show them, and the first answer counts. */
export class HostQuestions {
  readonly #open = new Map<number, Open>();
  readonly #windows = new Set<(part: QuestionPart) => void>();
  #lastId = 0;

  /** True if somebody could answer. */
  get isHeard(): boolean {
    return this.#windows.size > 0;
  }

  /** Asks, and gives the answer: null where it is declined, where nobody is there, or at the signal. */
  ask(asked: Asked, signal?: AbortSignal): Promise<string | null> {
    if (!this.isHeard || this.#open.size >= mostQuestions || signal?.aborted) return Promise.resolve(null);
    const question = { ...asked, id: ++this.#lastId };
    return new Promise((resolve) => {
      const leave = () => settle(null);
      const settle = (answer: string | null) => {
        if (!this.#open.delete(question.id)) return;
        signal?.removeEventListener('abort', leave);
        this.#tell({ over: question.id });
        resolve(answer);
      };
      this.#open.set(question.id, { question, settle });
      signal?.addEventListener('abort', leave, { once: true });
      this.#tell({ asked: question });
    });
  }

  /** Asks a window, from now until the signal. */
  async follow(signal: AbortSignal, window: Window): Promise<void> {
    const parts: QuestionPart[] = [...this.#open.values()].map(({ question }) => ({ asked: question }));
    let wake = () => {};
    const add = (part: QuestionPart) => {
      parts.push(part);
      wake();
    };
    const stop = () => wake();
    this.#windows.add(add);
    signal.addEventListener('abort', stop);
    try {
      void this.#take(window);
      while (!signal.aborted) {
        const part = parts.shift();
        if (part) await window.send(part);
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      signal.removeEventListener('abort', stop);
      this.#windows.delete(add);
      if (!this.isHeard) this.close();
    }
  }

  async #take(answers: AsyncIterable<Answer>): Promise<void> {
    try {
      for await (const { id, answer } of answers) {
        const open = this.#open.get(id);
        if (open && isOf(open.question, answer)) open.settle(answer);
      }
    } catch {
      // The window is gone; its stream has ended as well.
    }
  }

  #tell(part: QuestionPart): void {
    for (const tell of this.#windows) tell(part);
  }

  /** Leaves everything that is asked without an answer. */
  close(): void {
    for (const { settle } of [...this.#open.values()]) settle(null);
  }
}

function isOf({ is, choices }: GitQuestion, answer: string | null): boolean {
  return answer === null || (is === 'choice' ? choices.includes(answer) : !/[\r\n\0]/.test(answer));
}
