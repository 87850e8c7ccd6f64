/** Counts what each person has under way over all of their windows, so that one cannot take everybody's turn. */
export class Shares {
  readonly #most: number;
  readonly #counts = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Begins one. Gives the function that ends it; null where the person has as many as they may. */
  begin(person: string): (() => void) | null {
    const count = this.#counts.get(person) ?? 0;
    if (count >= this.#most) return null;
    this.#counts.set(person, count + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = this.#counts.get(person)! - 1;
      if (left > 0) this.#counts.set(person, left);
      else this.#counts.delete(person);
    };
  }
}
