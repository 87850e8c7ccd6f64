import type { OutboxItem, OutboxStorage } from '../../client/outbox.ts';
import { browserStore, change } from './browser-store.ts';

const rangeOf = (scope: string, replica: string, upToN = Number.MAX_SAFE_INTEGER) =>
  IDBKeyRange.bound([scope, replica, 0], [scope, replica, upToN]);

/** The outbox of one replica in IndexedDB. `scope` keeps sessions and people apart. */
export class IndexedOutbox implements OutboxStorage {
  readonly #scope: string;
  readonly #replica: string;

  constructor(scope: string, replica: string) {
    this.#scope = scope;
    this.#replica = replica;
  }

  async append(items: readonly OutboxItem[]): Promise<void> {
    await change('outboxes', (store) =>
      items.map((item) => store.put(item, [this.#scope, this.#replica, item.entry.n])),
    );
  }

  async remove(upToN: number): Promise<void> {
    await change('outboxes', (store) => [store.delete(rangeOf(this.#scope, this.#replica, upToN))]);
  }

  async load(): Promise<OutboxItem[]> {
    return (await browserStore()).getAll('outboxes', rangeOf(this.#scope, this.#replica));
  }
}

/** Lists the replicas that have left something unsent in a scope. */
export async function outboxesIn(scope: string): Promise<string[]> {
  const range = IDBKeyRange.bound([scope], [scope, []]);
  const keys = await (await browserStore()).getAllKeys('outboxes', range);
  return [...new Set(keys.map(([, replica]) => replica))];
}
