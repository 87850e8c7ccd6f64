import PQueue from 'p-queue';
import { type TreeAct, treeActInWords } from '../../shared/capabilities/locks/tree-lease.ts';
import { EnsembleError } from '../../shared/core/errors.ts';

export interface TreeLeasesOptions {
  /** Tells everybody that somebody moves the tree. From then on agents are refused. */
  leased: (lease: { person: string; act: TreeAct }) => Promise<void>;
  /** Tells that the tree stands still again. */
  freed: () => Promise<void>;
  nameOf: (person: string) => string;
  report: (message: string) => void;
}

/** The lease of the whole tree: one act on it at a time, and nobody else's act beside it. */
export class TreeLeases {
  readonly #options: TreeLeasesOptions;
  readonly #turns = new PQueue({ concurrency: 1 });
  #held: { person: string; act: TreeAct } | null = null;

  constructor(options: TreeLeasesOptions) {
    this.#options = options;
  }

  /** Refuses an act of somebody while another one moves the tree. */
  mustBeFreeFor(person: string): void {
    if (this.#held === null || this.#held.person === person) return;
    const who = treeActInWords(this.#options.nameOf(this.#held.person), this.#held.act);
    throw new EnsembleError('not-permitted', `${who}, so nothing was done: try again in a moment.`);
  }

  /**
   * Runs an act under the lease, which ends with it, however it ends. Everybody is told of it once the act calls `begin`:
   * one that is refused before is nobody's concern.
   */
  during<T>(person: string, act: TreeAct, run: (begin: () => Promise<void>) => Promise<T>): Promise<T> {
    this.mustBeFreeFor(person);
    return this.#turns.add(async () => {
      const lease = { person, act };
      this.#held = lease;
      let isTold = false;
      const begin = () => {
        isTold = true;
        return this.#options.leased(lease);
      };
      try {
        return await run(begin);
      } finally {
        this.#held = null;
        if (isTold) await this.#options.freed().catch((thrown: unknown) => this.#notFreed(thrown));
      }
    });
  }

  #notFreed(thrown: unknown): void {
    // Another host's claim has ended it.
    if (thrown instanceof EnsembleError && thrown.code === 'stale-term') return;
    this.#options.report(`The lease of the tree was not ended: ${String(thrown)}`);
  }
}
