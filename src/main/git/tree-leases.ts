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
  #held: { person: string; act: TreeAct; isTyped: boolean } | null = null;

  constructor(options: TreeLeasesOptions) {
    this.#options = options;
  }

  /**
   * Refuses an act of somebody while another person moves the tree, or a command in a terminal, which may wait for its
   * person for long.
   */
  mustBeFreeFor(person: string): void {
    if (this.#held?.isTyped || this.#held?.person !== person) this.mustBeFree();
  }

  /** Refuses an act while anything moves the tree. */
  mustBeFree(): void {
    if (this.#held === null) return;
    const who = treeActInWords(this.#options.nameOf(this.#held.person), this.#held.act);
    const where = this.#held.isTyped ? ' in a terminal' : '';
    throw new EnsembleError('not-permitted', `${who}${where}, so nothing was done: try again in a moment.`);
  }

  /**
   * Runs an act under the lease, which ends with it, however it ends. Everybody is told of it once the act calls `begin`:
   * one that is refused before is nobody's concern. `isTyped` is for a command in a terminal.
   */
  during<T>(
    person: string,
    act: TreeAct,
    run: (begin: () => Promise<void>) => Promise<T>,
    isTyped = false,
  ): Promise<T> {
    this.mustBeFreeFor(person);
    return this.#turns.add(async () => {
      const lease = { person, act };
      this.#held = { ...lease, isTyped };
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
