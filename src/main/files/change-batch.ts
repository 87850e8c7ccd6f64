import type { FileChange } from '../../shared/capabilities/files/methods.ts';

/** Most changes in one batch: as many as one entry may carry. */
export const maxBatchLength = 500;

/**
 * Gathers changes and gives them on in batches, one change for each path: a file that was created, written and written
 * again is told as created; one that was deleted and created as changed.
 */
export class ChangeBatch {
  readonly #changes = new Map<string, FileChange['type']>();
  readonly #settleMs: number;
  readonly #give: (changes: FileChange[]) => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(settleMs: number, give: (changes: FileChange[]) => void) {
    this.#settleMs = settleMs;
    this.#give = give;
  }

  add({ path, type }: FileChange): void {
    this.#changes.set(path, merge(this.#changes.get(path), type));
    this.#timer ??= setTimeout(() => this.flush(), this.#settleMs);
  }

  /** Gives everything gathered at once. */
  flush(): void {
    this.drop();
    const all = Array.from(this.#changes, ([path, type]) => ({ path, type }));
    this.#changes.clear();
    for (let at = 0; at < all.length; at += maxBatchLength) this.#give(all.slice(at, at + maxBatchLength));
  }

  /** Gives nothing more until something is added. */
  drop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

function merge(old: FileChange['type'] | undefined, type: FileChange['type']): FileChange['type'] {
  // A file that came and went is told too: a replaced file may be told as created, and it did exist before.
  if (type === 'deleted' || old === undefined) return type;
  return old === 'created' ? 'created' : 'changed';
}
