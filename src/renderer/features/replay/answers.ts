import { createStore } from '../../ui/react-render.tsx';

/** One line of an answer: a moment, and the place in a text to which it leads. */
export interface AnswerRow {
  key: string;
  /** A codicon's name. */
  icon: string;
  words: string;
  /** Text of the line, or the time. */
  detail: string;
  /** Goes there; null for a row that is not in the recording. */
  open: (() => void) | null;
}

/** A question to the recording, and what is known of its answer. */
export interface Answer {
  title: string;
  rows: readonly AnswerRow[];
  /** Share of the work that is done; 1 once it is over. */
  share: number;
  /** Reason for an early end, or words where nothing was found. */
  notice: string | null;
}

/** The newest question to the recording: a new one ends the one before. */
export class Answers {
  readonly store = createStore<Answer | null>(null);
  #controller = new AbortController();

  /** Asks, and shows rows as they come. `work` gives the reason for an early end; its failure is shown in words. */
  async ask(
    title: string,
    nothing: string,
    work: (add: (rows: readonly AnswerRow[], share: number) => void, signal: AbortSignal) => Promise<string | null>,
  ): Promise<readonly AnswerRow[]> {
    this.#controller.abort();
    const controller = new AbortController();
    this.#controller = controller;
    const isThis = () => this.#controller === controller;
    let answer: Answer = { title, rows: [], share: 0, notice: null };
    const show = (change: Partial<Answer>) => {
      answer = { ...answer, ...change };
      if (isThis()) this.store.set(answer);
    };
    show({});
    try {
      const notice = await work(
        (rows, share) => show({ rows: [...answer.rows, ...rows], share: Math.min(share, 0.99) }),
        controller.signal,
      );
      show({ share: 1, notice: notice ?? (answer.rows.length === 0 ? nothing : null) });
    } catch (thrown) {
      show({ share: 1, notice: String((thrown as Error | undefined)?.message ?? thrown) });
    }
    return answer.rows;
  }

  /** Ends the question that is worked on. */
  stop(): void {
    this.#controller.abort();
  }
}
