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
