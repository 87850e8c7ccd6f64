import * as Y from 'yjs';

/** Merges several Yjs v1 updates into one; of none, into one that changes nothing. */
export function mergeUpdates(updates: readonly Uint8Array[]): Uint8Array {
  if (updates.length === 1) return updates[0]!;
  return updates.length === 0 ? Uint8Array.of(0, 0) : Y.mergeUpdates([...updates]);
}

/** Says whether a document has everything that a state vector tells of. */
export function stateCovers(document: Y.Doc, clocks: ReadonlyMap<number, number>): boolean {
  return [...clocks].every(([client, clock]) => Y.getState(document.store, client) >= clock);
}

/**
 * Calls back with the update of each transaction, except those of one origin: they are not even encoded, as Yjs does
 * for whoever listens.
 */
export function onUpdatesExcept(document: Y.Doc, except: unknown, listener: (update: Uint8Array) => void): void {
  const tell = (update: Uint8Array, origin: unknown) => origin !== except && listener(update);
  document.on('beforeTransaction', ({ origin }) => origin !== except && document.on('update', tell));
  document.on('afterAllTransactions', () => document.off('update', tell));
}
