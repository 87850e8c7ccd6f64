import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB } from 'idb';
import type { OutboxItem } from '../../client/outbox.ts';

export type OutboxKey = [scope: string, replica: string, n: number];

interface Stores extends DBSchema {
  outboxes: { key: OutboxKey; value: OutboxItem };
  /** Steps of undo by a person's scope and a document's ref. */
  undo: { key: [scope: string, ref: string]; value: unknown };
}
type StoreName = 'outboxes' | 'undo';

let opened: Promise<IDBPDatabase<Stores>> | null = null;

/** Opens this browser's store. One that could not be opened, or that the browser closed, is opened again. */
export function browserStore(): Promise<IDBPDatabase<Stores>> {
  const forget = () => {
    opened = null;
  };
  opened ??= openDB<Stores>('ensemble', 1, {
    upgrade: (database) => {
      for (const name of ['outboxes', 'undo'] satisfies StoreName[]) database.createObjectStore(name);
    },
    terminated: forget,
  }).catch((thrown: unknown) => {
    forget();
    throw thrown;
  });
  return opened;
}

/**
 * Changes a store in one transaction; it is on the disk when the promise resolves. It is committed with its requests: one
 * that waits for their answers first is lost where the page goes meanwhile.
 */
export async function change<Name extends StoreName>(
  name: Name,
  run: (store: IDBPObjectStore<Stores, [Name], Name, 'readwrite'>) => readonly Promise<unknown>[],
): Promise<void> {
  const transaction = (await browserStore()).transaction(name, 'readwrite', { durability: 'strict' });
  const requests = run(transaction.store);
  transaction.commit();
  await Promise.all([...requests, transaction.done]);
}
