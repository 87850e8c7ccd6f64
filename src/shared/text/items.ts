import * as Y from 'yjs';

/** Walks the items of a text in its order, with those that are deleted. */
export function* itemsOf(text: Y.Text): Generator<Y.Item> {
  const { _start: first } = text as unknown as { _start: Y.Item | null };
  for (let item = first; item !== null; item = item.right) yield item;
}

/** Walks the items that stand in a text, each with its offset there in UTF-16 code units. */
export function* standingItems(text: Y.Text): Generator<{ item: Y.Item; offset: number }> {
  let offset = 0;
  for (const item of itemsOf(text)) {
    if (item.deleted || !item.countable) continue;
    yield { item, offset };
    offset += item.length;
  }
}

/** Calls `visit` for each item of a range of ids that is in the document, cut to the range. */
export function visitItems(
  transaction: Y.Transaction,
  client: number,
  clock: number,
  length: number,
  visit: (item: Y.Item) => void,
): void {
  const end = clock + length;
  const known = Y.getState(transaction.doc.store, client);
  for (let at = clock; at < Math.min(end, known); ) {
    const item = Y.getItemCleanStart(transaction, Y.createID(client, at)) as Y.Item | Y.GC;
    if (!(item instanceof Y.Item)) {
      at = item.id.clock + item.length;
      continue;
    }
    if (item.id.clock + item.length > end)
      Y.getItemCleanEnd(transaction, transaction.doc.store, Y.createID(client, end - 1));
    const next = item.id.clock + item.length;
    visit(item);
    at = next;
  }
}

/** Says whether all of a range of ids is there and deleted. */
export function areDeleted({ clients }: Y.Doc['store'], client: number, clock: number, length: number): boolean {
  const structs = clients.get(client) ?? [];
  const last = structs.at(-1);
  if (!last || clock + length > last.id.clock + last.length) return false;
  for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
    const struct = structs[i]!;
    if (struct.id.clock >= clock + length) return true;
    if (!struct.deleted) return false;
  }
  return true;
}

/** Deletes the part of a range of ids that is still there. */
export function deleteIds(transaction: Y.Transaction, client: number, clock: number, length: number): void {
  visitItems(transaction, client, clock, length, (item) => {
    if (!item.deleted) item.delete(transaction);
  });
}

/**
 * Puts a copy of a deleted item's text exactly where that item was (as Yjs's own undo does, structs/Item.js `redoItem`).
 * Returns the clock of the copy, which belongs to the document's own client.
 */
export function restoreItem(transaction: Y.Transaction, text: Y.Text, item: Y.Item, content: string): number {
  const { store, clientID } = transaction.doc;
  const clock = Y.getState(store, clientID);
  const { left } = item;
  const copy = new Y.Item(
    Y.createID(clientID, clock),
    left,
    left?.lastId ?? null,
    item,
    item.id,
    text,
    null,
    new Y.ContentString(content),
  );
  copy.integrate(transaction, 0);
  return clock;
}

/** Clears Y.Text's remembered positions, after items were made or deleted past its methods. */
export function forgetPositions(text: Y.Text): void {
  const { _searchMarker: markers } = text as unknown as { _searchMarker: unknown[] | null };
  if (markers) markers.length = 0;
}
