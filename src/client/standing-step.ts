import * as Y from 'yjs';
import type { Step } from './undo-stack.ts';

/** Remains of a step in a text: the words that it inserted and that still stand, and its place. */
export interface StandingStep {
  inserted: string;
  deleted: string;
  /** Offset in UTF-16 code units; null where nothing is left that tells. */
  offset: number | null;
}

/** Finds what is left of a step in a text, and where. Costs as much as the text has items. */
export function standingStep(text: Y.Text, { inserted, deleted }: Pick<Step, 'inserted' | 'deleted'>): StandingStep {
  const words = inserted.map(({ client, clock, length }) => wordsOf(text.doc!, client, clock, length)).join('');
  const firstStanding = inserted.flatMap(({ client, clock, length }) => standingIds(text.doc!, client, clock, length));
  const place = firstStanding[0] ?? deleted[0];
  return {
    inserted: words,
    deleted: deleted.map((each) => each.text).join(''),
    offset: place === undefined ? null : offsetOfId(text, place.client, place.clock),
  };
}

function* itemsIn({ store }: Y.Doc, client: number, clock: number, length: number): Generator<Y.Item> {
  const structs = store.clients.get(client) ?? [];
  const last = structs.at(-1);
  if (!last || clock >= last.id.clock + last.length) return;
  for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
    const struct = structs[i]!;
    if (struct.id.clock >= clock + length) return;
    if (struct instanceof Y.Item && !struct.deleted && struct.content instanceof Y.ContentString) yield struct;
  }
}

function wordsOf(document: Y.Doc, client: number, clock: number, length: number): string {
  let words = '';
  for (const { id, content } of itemsIn(document, client, clock, length))
    words += (content as Y.ContentString).str.slice(Math.max(0, clock - id.clock), clock + length - id.clock);
  return words;
}

function standingIds(document: Y.Doc, client: number, clock: number, length: number) {
  return [...itemsIn(document, client, clock, length)].map(({ id }) => ({ client, clock: Math.max(id.clock, clock) }));
}

function offsetOfId(text: Y.Text, client: number, clock: number): number | null {
  const position = new Y.RelativePosition(null, null, Y.createID(client, clock), 0);
  return Y.createAbsolutePositionFromRelativePosition(position, text.doc!)?.index ?? null;
}
