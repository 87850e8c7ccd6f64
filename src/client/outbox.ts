import { append } from '../shared/core/append.ts';
import type { Entry } from '../shared/core/entry.ts';

/** An entry on its way, with the moment of its making. */
export interface OutboxItem {
  entry: Entry;
  madeMs: number;
}

/** Storage in which a replica's unacknowledged entries survive a crash: IndexedDB, a file, or memory in simulations. */
export interface OutboxStorage {
  /** Keeps the items; they are durable when the promise resolves. */
  append(items: readonly OutboxItem[]): Promise<void>;
  /** Forgets the items up to `n`: the log has them. */
  remove(upToN: number): Promise<void>;
  load(): Promise<OutboxItem[]>;
}

/** Storage in memory; it survives only as long as the object. */
export class MemoryOutbox implements OutboxStorage {
  #items: OutboxItem[] = [];

  async append(items: readonly OutboxItem[]): Promise<void> {
    append(this.#items, items);
  }

  async remove(upToN: number): Promise<void> {
    this.#items = this.#items.filter(({ entry }) => entry.n > upToN);
  }

  async load(): Promise<OutboxItem[]> {
    return [...this.#items];
  }
}

type Settle = { resolve: () => void; reject: (error: Error) => void };

/**
 * The entries of one replica that the log has not acknowledged: numbered when made, durable before they are sent,
 * sent in order, sent again after a reconnect, and forgotten when their own echo comes back.
 */
export class Outbox {
  readonly #storage: OutboxStorage;
  readonly #items: OutboxItem[] = [];
  readonly #waiting = new Map<number, Settle>();
  #lastN = 0;
  #durableN = 0;
  #sentN = 0;
  readonly #onUnsafe: (message: string) => void;
  #isUnsafe = false;

  /**
   * `onUnsafe` is called, once, when entries could not be kept: they go out all the same, but would be lost in a crash
   * before.
   */
  constructor(storage: OutboxStorage, onUnsafe: (message: string) => void = () => undefined) {
    this.#storage = storage;
    this.#onUnsafe = onUnsafe;
  }

  /** Restores the entries that an earlier life of this replica left behind. */
  async restore(): Promise<void> {
    for (const item of await this.#storage.load()) {
      this.#items.push(item);
      this.#lastN = Math.max(this.#lastN, item.entry.n);
    }
    this.#durableN = this.#lastN;
  }

  get unacknowledged(): readonly OutboxItem[] {
    return this.#items;
  }

  /** Time of the oldest unacknowledged entry, or null. */
  get oldestMs(): number | null {
    return this.#items[0]?.madeMs ?? null;
  }

  /**
   * Numbers entries and makes them durable. `settled` resolves when the log has the last of them, and rejects when it was refused;
   * `durable` when they may be sent: they are kept, or cannot be.
   */
  add(entries: readonly Omit<Entry, 'n'>[], madeMs: number): { durable: Promise<void>; settled: Promise<void> } {
    const items = entries.map((entry) => ({ entry: { ...entry, n: ++this.#lastN }, madeMs }));
    append(this.#items, items);
    const lastN = this.#lastN;
    const settled = new Promise<void>((resolve, reject) => this.#waiting.set(lastN, { resolve, reject }));
    settled.catch(() => undefined);
    const durable = this.#storage
      .append(items)
      .catch((thrown: unknown) => {
        if (!this.#isUnsafe) this.#onUnsafe(String((thrown as Error | undefined)?.message ?? thrown));
        this.#isUnsafe = true;
      })
      .then(() => {
        this.#durableN = Math.max(this.#durableN, lastN);
      });
    return { durable, settled };
  }

  /** Takes the durable items that were not sent over the present connection; they count as sent from now on. */
  takeUnsent(): OutboxItem[] {
    const unsent = this.#items.filter(({ entry }) => entry.n > this.#sentN && entry.n <= this.#durableN);
    this.#sentN = Math.max(this.#sentN, unsent.at(-1)?.entry.n ?? 0);
    return unsent;
  }

  /**
   * Prepares for a new connection: the log has, or has refused, everything up to `lastN`. Its entries tell which of
   * both; where they will not come any more (`forgotten`), sent items count as acknowledged.
   */
  restart(lastN: number, forgotten: boolean): void {
    this.#lastN = Math.max(this.#lastN, lastN);
    this.#durableN = Math.max(this.#durableN, lastN);
    this.#sentN = lastN;
    if (forgotten) this.acknowledge(lastN);
  }

  /** Settles everything up to `n`: the log has it. */
  acknowledge(n: number): void {
    const before = this.#items.length;
    while (this.#items[0] && this.#items[0].entry.n <= n) this.#items.shift();
    for (const [waitingN, settle] of this.#waiting) {
      if (waitingN > n) continue;
      this.#waiting.delete(waitingN);
      settle.resolve();
    }
    if (this.#items.length < before) this.#forget(n);
  }

  /**
   * Removes items from storage. A failure does no harm: they are sent once more by a later life, and the log takes
   * nothing twice.
   */
  #forget(n: number): void {
    this.#storage.remove(n).catch(() => undefined);
  }

  /** Settles `n` as refused; its number is used up. */
  refuse(n: number, error: Error): OutboxItem | null {
    const index = this.#items.findIndex(({ entry }) => entry.n === n);
    const [item] = index < 0 ? [] : this.#items.splice(index, 1);
    this.#waiting.get(n)?.reject(error);
    this.#waiting.delete(n);
    if (this.#items.length === 0) this.#forget(n);
    return item ?? null;
  }
}
