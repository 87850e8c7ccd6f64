/** Tells the past of a ref up to a seq, for as long as it is wanted. */
type Tell = (upTo: number, isWanted: () => boolean) => Promise<void>;

interface Asked {
  ref: string;
  upTo: number;
  tell: Tell;
}

/** Backfills of one connection: the pasts of refs that it asked for, told one after another. */
export class Backfills {
  readonly #onError: (thrown: unknown) => void;
  readonly #waiting = new Map<string, Asked>();
  #running: Asked | null = null;

  constructor(onError: (thrown: unknown) => void) {
    this.#onError = onError;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** Asks for the past of a ref up to a seq. A newer request replaces the one before. */
  ask(ref: string, upTo: number, tell: Tell): void {
    this.drop(ref);
    this.#waiting.set(ref, { ref, upTo, tell });
    if (!this.#running) void this.#work();
  }

  /** Cancels the backfill of a ref. */
  drop(ref: string): void {
    this.#waiting.delete(ref);
    if (this.#running?.ref === ref) this.#running.ref = '';
  }

  async #work(): Promise<void> {
    for (let [next] = this.#waiting.values(); next; [next] = this.#waiting.values()) {
      const asked = next;
      this.#waiting.delete(asked.ref);
      this.#running = asked;
      await asked.tell(asked.upTo, () => asked.ref !== '').catch(this.#onError);
    }
    this.#running = null;
  }
}
