import type { SessionClient } from '../../../client/session-client.ts';
import type { TextDocument } from '../../../client/text-document.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import type { Caller } from '../../../shared/session/contract.ts';
import { hashText } from '../../../shared/text/hash.ts';
import type { ServerText, ServerTexts } from './server-texts.ts';

/** Text of a document as a window sees it. */
export interface SeenText {
  ref: string;
  seq: number;
  update: Uint8Array;
}

/** Text of a document as a server was asked about it. */
export interface AskedText {
  ref: string;
  seq: number;
  hash: string;
}

/** Ways to a window's text, which are the documents' own. */
export interface Seeing {
  /** Waits until the host has heard as much of the log as the window. Rejects with `out-of-order`. */
  hear(seen: SeenText): Promise<void>;
  /** The text with the window's edits that the log has not acknowledged. Throws `out-of-order`. */
  textOf(document: TextDocument, seen: SeenText, caller: Caller): string;
}

/** A question about texts, until it is answered. */
export interface Asked {
  at: AskedText[];
  /** Says whether a text was changed at the server since. */
  isOvertaken: () => boolean;
  end: () => void;
}

interface BringOptions {
  client: SessionClient;
  texts: ServerTexts;
  seeing: Seeing;
  sees: (path: string) => boolean;
}

/**
 * Brings the texts of a window to a server as that window sees them, others' as they are in the session, right before a
 * question is asked.
 */
export async function bringTexts(
  { client, texts, seeing, sees }: BringOptions,
  seen: readonly SeenText[],
  caller: Caller,
): Promise<Asked> {
  const found: { text: ServerText; one: SeenText }[] = [];
  for (const one of seen) {
    const path = client.state.documents[one.ref]?.path;
    if (path && !sees(path)) throw new EnsembleError('hidden', 'This file is hidden from guests.');
    const text = await texts.open(one.ref);
    if (text === null) continue;
    await seeing.hear(one);
    found.push({ text, one });
  }
  // From here on nothing waits: all texts are those of one moment.
  texts.putAll(client.options.environment.nowMs());
  const asked = found.map(({ text, one }) => {
    const wanted = seeing.textOf(text.document, one, caller);
    texts.put(text, wanted);
    text.asking++;
    text.askedMs = client.options.environment.nowMs();
    return { text, version: text.version, told: { ref: one.ref, seq: client.applied, hash: hashText(wanted) } };
  });
  return {
    at: asked.map(({ told }) => told),
    isOvertaken: () => asked.some(({ text, version }) => text.version !== version),
    end: () => {
      for (const { text } of asked) {
        text.asking--;
        // Edits that never come to the log do not stay at the server either.
        if (text.isBehind) texts.changed(text);
      }
    },
  };
}
