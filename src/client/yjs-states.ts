import * as Y from 'yjs';

/** Several Yjs v1 updates as one; of none, one that changes nothing. */
export function mergeUpdates(updates: readonly Uint8Array[]): Uint8Array {
  if (updates.length === 1) return updates[0]!;
  return updates.length === 0 ? Uint8Array.of(0, 0) : Y.mergeUpdates([...updates]);
}

/** Whether a document has everything that a state vector tells of. */
export function stateCovers(document: Y.Doc, clocks: ReadonlyMap<number, number>): boolean {
  return [...clocks].every(([client, clock]) => Y.getState(document.store, client) >= clock);
}
