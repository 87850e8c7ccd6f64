import * as Y from 'yjs';
import { textName } from '../../shared/capabilities/documents/update-rules.ts';
import { type Environment, randomUint32 } from '../../shared/core/environment.ts';
import { diffItems } from '../../shared/text/diff-items.ts';
import type { TextEdit } from '../../shared/text/edits.ts';

/** Loads an encoded document, under a client id of its own. */
export function load(environment: Environment, state: Uint8Array | null): Y.Doc {
  const document = new Y.Doc();
  document.clientID = randomUint32(environment);
  if (state) Y.applyUpdate(document, state);
  return document;
}

/** Encodes a new document with a text, as a Yjs v1 update. */
export function seedOf(text: string, environment: Environment): Uint8Array {
  const document = load(environment, null);
  document.getText(textName).insert(0, text);
  return Y.encodeStateAsUpdate(document);
}

/** Text of an encoded document. */
export function textOf(state: Uint8Array): string {
  const document = new Y.Doc();
  Y.applyUpdate(document, state);
  return document.getText(textName).toString();
}

/** Merges another update into an encoded document. */
export function merged(state: Uint8Array, update: Uint8Array): Uint8Array {
  const document = new Y.Doc();
  Y.applyUpdate(document, state);
  Y.applyUpdate(document, update);
  return Y.encodeStateAsUpdate(document);
}

/** Says whether `whole` has everything of `part`: its insertions and its deletions. */
export function covers(whole: Uint8Array, part: Uint8Array): boolean {
  return !newTo(whole, [part])[0];
}

/** Selects the updates that insert or delete something new to a document, even with those before. */
export function newTo(whole: Uint8Array, updates: readonly Uint8Array[]): boolean[] {
  const sieve = new Sieve(whole);
  return updates.map((update) => sieve.isNew(update));
}

/** Tells of one update after another whether it brings something new to a document, even with those before. */
export class Sieve {
  readonly #whole: Uint8Array;
  readonly #document = new Y.Doc();
  #brings = false;

  constructor(whole: Uint8Array) {
    this.#whole = whole;
    Y.applyUpdate(this.#document, whole);
    this.#document.on('update', () => {
      this.#brings = true;
    });
  }

  /** Says whether it began with this document. */
  isOf(whole: Uint8Array): boolean {
    return this.#whole.length === whole.length && this.#whole.every((byte, at) => byte === whole[at]);
  }

  isNew(update: Uint8Array): boolean {
    this.#brings = false;
    Y.applyUpdate(this.#document, update);
    const { pendingStructs, pendingDs } = this.#document.store;
    return this.#brings || pendingStructs !== null || pendingDs !== null;
  }
}

/**
 * Turns the text of `base` into `after` by minimal edits, under a Yjs client id of its own. Returns the document after
 * it, the update that leads there, and the edits in terms of the base's text.
 */
export function changed(
  base: Uint8Array,
  after: string,
  environment: Environment,
): { state: Uint8Array; update: Uint8Array; client: number; edits: TextEdit[]; before: string } {
  const document = load(environment, base);
  const text = document.getText(textName);
  const before = text.toString();
  const edits = diffItems(text, after);
  // The update has this change only: a whole document's would claim everybody's deletions.
  let update = Y.encodeStateAsUpdate(new Y.Doc());
  document.on('update', (made: Uint8Array) => {
    update = made;
  });
  document.transact(() => applyTo(text, edits));
  return { state: Y.encodeStateAsUpdate(document), update, client: document.clientID, edits, before };
}

/** Makes edits in a text; they are sorted, and all count from the text before. */
export function applyTo(text: Y.Text, edits: readonly TextEdit[]): void {
  for (const { offset, deleteLength, insertText } of edits.toReversed()) {
    if (deleteLength > 0) text.delete(offset, deleteLength);
    if (insertText.length > 0) text.insert(offset, insertText);
  }
}
