import { hasInOrder } from '../../shared/text/has-in-order.ts';
import { lowered } from './file-list.ts';

/** Keeps the best of the paths that match a typed pattern, no more than are wanted. */
export class FileRanking {
  readonly #wanted: string;
  readonly #sees: (path: string) => boolean;
  readonly #max: number;
  readonly #ranks: string[][] = [[], [], [], [], []];
  #count = 0;

  /**
   * @param pattern its letters must be in the path in this order; '' matches all
   * @param sees called for matching paths alone: of a large folder's files there are few
   */
  constructor(pattern: string, maxResults: number, sees: (path: string) => boolean = () => true) {
    this.#wanted = lowered(pattern.replace(/\s+/g, ''));
    this.#max = maxResults;
    this.#sees = sees;
  }

  /** True if later paths, which are no shorter, would change nothing. */
  get isFull(): boolean {
    return this.#wanted === '' && this.#count > this.#max;
  }

  add(path: string, inSmall = lowered(path)): void {
    const rank = this.#rank(inSmall);
    if (rank === null || !this.#sees(path)) return;
    this.#count++;
    const same = this.#ranks[rank]!;
    same.push(path);
    // The first to come are not the best: threads find them in any order.
    if (same.length >= 2 * this.#max + 1000) same.sort(shorterFirst).splice(this.#max);
  }

  /** Gives the best, shorter paths first among equals, and whether there were more. */
  best(): { paths: string[]; limitHit: boolean } {
    const sorted = this.#ranks.flatMap((paths) => paths.sort(shorterFirst));
    return { paths: sorted.slice(0, this.#max), limitHit: this.#count > this.#max };
  }

  #rank(path: string): number | null {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (name === this.#wanted) return 0;
    if (name.startsWith(this.#wanted)) return 1;
    if (name.includes(this.#wanted)) return 2;
    if (path.includes(this.#wanted)) return 3;
    return hasInOrder(path, this.#wanted) ? 4 : null;
  }
}

function shorterFirst(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}
