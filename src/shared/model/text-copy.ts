import * as Y from 'yjs';
import { z } from 'zod';
import { bytes } from '../protocol/bytes.ts';
import { pack, storedLimits, unpack } from '../protocol/message-pack.ts';
import type { Body } from '../protocol/table.ts';
import type { SessionState } from './state.ts';
import { TextFacts } from './text-facts.ts';

/** The name of a document's one text. */
export const textName = 'text';

const checkpoint = z.object({
  update: bytes,
  facts: z.object({ authors: z.array(z.unknown()), deleters: z.array(z.unknown()), restored: z.array(z.unknown()) }),
});

/** Whose text it is that a replica writes: a person's, or the disk's. */
export function authorOf(state: SessionState, replica: string): string {
  const bound = state.replicas[replica];
  return bound === undefined || bound.purpose === 'disk' ? 'disk' : bound.person;
}

/** One document folded from the log: its text, and the facts about it. */
export class TextCopy {
  readonly document = new Y.Doc();
  readonly text = this.document.getText(textName);
  readonly facts = new TextFacts();

  /** Applies an update of the log. One that is malformed changes nothing, here as everywhere. Returns whether it was sound. */
  apply(body: Body<'doc.updated'>, author: string, origin: unknown = null, atMs: number | null = null): boolean {
    try {
      this.facts.apply(this.document, this.text, body, author, origin, atMs);
      return true;
    } catch {
      return false;
    }
  }

  /** Takes over a checkpoint, on top of what is here. Throws when it is not one. */
  load(data: Uint8Array, origin: unknown = null): void {
    const { update, facts } = checkpoint.parse(unpack(data, storedLimits));
    this.facts.load(facts);
    Y.applyUpdate(this.document, update, origin);
  }

  /** Everything, so that nothing before it is needed; null while something that it builds on is missing. */
  encode(): Uint8Array | null {
    const { store } = this.document;
    if (store.pendingStructs !== null || store.pendingDs !== null) return null;
    return pack({ update: Y.encodeStateAsUpdate(this.document), facts: this.facts.encode() });
  }
}
