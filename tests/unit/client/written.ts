import { TextDocument } from '../../../src/client/text-document.ts';
import type { TextEntry } from '../../../src/shared/capabilities/documents/text-copy.ts';
import type { Writer } from '../../../src/shared/capabilities/documents/update-rules.ts';
import { type Body, encodeBody } from '../../../src/shared/session/table.ts';
import type { VirtualWorld } from '../../sim/virtual-world.ts';
import { idOf } from '../shared/session/sample-of.ts';

/** An entry about a text, with whoever wrote it. */
export interface Written {
  entry: TextEntry;
  writer: Writer;
}

/** The window of somebody. */
export const writerNamed = (author: string): Writer => ({ replica: idOf(author), author, isDisk: false });

/** An edit by somebody, as the log has it. */
export function updateBy(author: string, body: Body<'doc.updated'>, atMs = 0): Written {
  const entry = { kind: 'doc.updated', v: 2, body: encodeBody('doc.updated', body), at: atMs, ageMs: 0 };
  return { entry, writer: writerNamed(author) };
}

/** Somebody says that a Yjs client id is theirs. */
export function boundBy(author: string, client: number): Written {
  const entry = { kind: 'doc.bound', v: 1, body: encodeBody('doc.bound', { client }), at: 0, ageMs: 0 };
  return { entry, writer: writerNamed(author) };
}

/** A text of somebody's window, which hands out what it sends as the log will have it. */
export function documentOf(author: string, world: VirtualWorld, send: (written: Written) => void): TextDocument {
  let bound: number | null = null;
  const document: TextDocument = new TextDocument({
    ref: 'r',
    environment: world.environment(),
    author: () => author,
    replica: writerNamed(author).replica,
    send: (body) => {
      if (bound !== document.clientId) send(boundBy(author, document.clientId));
      bound = document.clientId;
      send(updateBy(author, body, world.nowMs));
    },
  });
  return document;
}
