import * as Y from 'yjs';
import { TextCopy } from '../../../../src/shared/capabilities/documents/text-copy.ts';
import { textName } from '../../../../src/shared/capabilities/documents/update-rules.ts';
import type { RawClient } from './session-fixture.ts';

/** Types into one document through a raw client, as an editor would. */
export class Typist {
  readonly #client: RawClient;
  readonly #ref: string;
  readonly #document = new Y.Doc();
  #isBound = false;

  constructor(client: RawClient, ref: string) {
    this.#client = client;
    this.#ref = ref;
  }

  get text(): string {
    return this.#document.getText(textName).toString();
  }

  async #change(run: (text: Y.Text) => void): Promise<void> {
    const { clientID } = this.#document;
    if (!this.#isBound) await this.#client.say('doc.bound', { client: clientID }, { ref: this.#ref });
    this.#isBound = true;
    const before = Y.encodeStateVector(this.#document);
    this.#document.transact(() => run(this.#document.getText(textName)));
    const update = Y.encodeStateAsUpdate(this.#document, before);
    await this.#client.say('doc.updated', { update }, { ref: this.#ref });
  }

  type(words: string): Promise<void> {
    return this.#change((text) => text.insert(text.length, words));
  }

  /** Takes back the last so many characters. */
  erase(count: number): Promise<void> {
    return this.#change((text) => text.delete(text.length - count, count));
  }
}

/** The text that a checkpoint holds. */
export function textOf(checkpoint: Uint8Array): string {
  const copy = new TextCopy();
  copy.load(checkpoint);
  return copy.text.toString();
}

/** Whether words stand anywhere in some bytes. */
export const holds = (bytes: Uint8Array, words: string): boolean => Buffer.from(bytes).includes(words);
