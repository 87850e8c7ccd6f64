import { doneSteps } from './minimise.ts';
import { operations } from './operations/operations.ts';
import type { Course, Outcome } from './simulate.ts';

const names = operations.map(({ name }) => name);
const allPairs = names.flatMap((first) => names.map((then) => `${first} → ${then}`));

/** Pairs of operations that came directly one after the other, among those that had something to do. */
export class MetPairs {
  readonly #times = new Map<string, number>();

  /** Counts the pairs of one course. */
  add(course: Course, outcome: Outcome): void {
    const done = doneSteps(course, outcome);
    for (const [index, next] of done.slice(1).entries()) {
      const pair = `${done[index]} → ${next}`;
      this.#times.set(pair, (this.#times.get(pair) ?? 0) + 1);
    }
  }

  neverMet(): string[] {
    return allPairs.filter((pair) => !this.#times.has(pair));
  }

  /** Describes the counts in words. */
  summary(): string {
    return `${allPairs.length - this.neverMet().length} of ${allPairs.length} ordered pairs of operations met`;
  }
}
