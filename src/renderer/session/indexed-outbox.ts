import type { OutboxItem, OutboxStorage } from '../../client/outbox.ts';
import { transact } from './browser-store.ts';

type Key = [scope: string, replica: string, n: number];

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
    await transact('outboxes', 'readwrite', (store) => {
      for (const item of items) store.put(item, [this.#scope, this.#replica, item.entry.n] satisfies Key);
      return undefined;
    });
  }

  async remove(upToN: number): Promise<void> {
    await transact('outboxes', 'readwrite', (store) => store.delete(rangeOf(this.#scope, this.#replica, upToN)));
  }

  async load(): Promise<OutboxItem[]> {
    return (
      (await transact<OutboxItem[]>('outboxes', 'readonly', (store) =>
        store.getAll(rangeOf(this.#scope, this.#replica)),
      )) ?? []
    );
  }
}

/** The replicas that have left something unsent in a scope. */
export async function outboxesIn(scope: string): Promise<string[]> {
  const range = IDBKeyRange.bound([scope], [scope, []]);
  const keys = (await transact<IDBValidKey[]>('outboxes', 'readonly', (store) => store.getAllKeys(range))) ?? [];
  return [...new Set((keys as Key[]).map(([, replica]) => replica))];
}
