import { setTimeout as pause } from 'node:timers/promises';
import { applyUpdate, Doc, type Text } from 'yjs';
import { storedLimits, unpack } from '../../../src/shared/core/message-pack.ts';
import { lookUp } from '../../../src/shared/session/table.ts';
import { TokenBucket } from '../../../src/shared/token-bucket.ts';
import { overTenSeconds } from '../../../src/shared/token-buckets.ts';
import type { RawClient } from './raw-client.ts';

function edits(): TokenBucket {
  const { burst, perSecond } = overTenSeconds(lookUp('doc.updated')!.perSecond);
  return new TokenBucket(burst / 2, perSecond, performance.now());
}

/** Somebody who types in one document and hears others type, by the protocol's rules. */
export class HonestTypist {
  readonly client: RawClient;
  readonly ref: string;
  readonly doc = new Doc();
  readonly text: Text;
  /** Rate that every window has: a fast machine would type beyond it. */
  readonly #rate = edits();
  #read = 0;
  #typed = 0;

  private constructor(client: RawClient, ref: string) {
    this.client = client;
    this.ref = ref;
    this.text = this.doc.getText('text');
  }

  /** Opens a file and takes in its past. */
  static async join(client: RawClient, host: string, path: string): Promise<HonestTypist> {
    const { result, error } = await client.request('documents.open', { path }, host);
    if (!result) throw new Error(`${path} could not be opened: ${JSON.stringify(error)}`);
    return HonestTypist.subscribe(client, result.ref as string);
  }

  /** Takes in the past of a document, and binds its Yjs id. */
  static async subscribe(client: RawClient, ref: string): Promise<HonestTypist> {
    const typist = new HonestTypist(client, ref);
    client.send({ t: 'subscribe', ref, subscription: 1 });
    await client.until((frame) => (frame.t === 'backfill' && frame.ref === ref && frame.done ? true : undefined));
    typist.takeIn();
    const bound = await client.verdict('doc.bound', { client: typist.doc.clientID }, { ref });
    if (bound !== 'taken') throw new Error(`the id was not bound: ${bound}`);
    return typist;
  }

  /** Applies what has come since the last time. */
  takeIn(): void {
    for (; this.#read < this.client.frames.length; this.#read++) {
      const frame = this.client.frames[this.#read]!;
      if (frame.t === 'backfill' && frame.ref === this.ref && frame.checkpoint) {
        applyUpdate(this.doc, (unpack(frame.checkpoint, storedLimits) as { update: Uint8Array }).update);
      }
      if (!('entries' in frame)) continue;
      for (const [, , , , , kind, , ref, , body, blob] of frame.entries) {
        if (kind !== 'doc.updated' || ref !== this.ref || blob) continue;
        // A malformed entry changes nothing.
        try {
          applyUpdate(this.doc, (unpack(body) as { update: Uint8Array }).update);
        } catch {}
      }
    }
  }

  /** The Yjs update of a change that is made now. */
  changed(change: (text: Text) => void): Uint8Array {
    const updates: Uint8Array[] = [];
    const note = (update: Uint8Array) => updates.push(Uint8Array.from(update));
    this.doc.on('update', note);
    this.doc.transact(() => change(this.text));
    this.doc.off('update', note);
    return updates[0]!;
  }

  /** Types a word at the text's beginning, and gives it once the log has it. */
  async types(word = `honest-${this.client.replica.slice(0, 6)}-${++this.#typed} `): Promise<string> {
    await this.#edits((text) => text.insert(0, word));
    return word;
  }

  /** Takes text away. */
  deletes(at: number, length: number): Promise<void> {
    return this.#edits((text) => text.delete(at, length));
  }

  /** Waits until one more edit is within the rate of a window. */
  async rests(): Promise<void> {
    const waitMs = this.#rate.waitMs(performance.now());
    if (waitMs > 0) await pause(waitMs);
  }

  /** Tries an edit; gives what came of it. */
  tries(change: (text: Text) => void): Promise<string> {
    this.takeIn();
    return this.client.verdict('doc.updated', { update: this.changed(change), manner: 'typed' }, { ref: this.ref });
  }

  async #edits(change: (text: Text) => void): Promise<void> {
    await this.rests();
    this.#rate.owe(1, performance.now());
    const verdict = await this.tries(change);
    if (verdict !== 'taken') throw new Error(`an honest edit was turned down: ${verdict}`);
  }

  /** Resolves once this word stands in the text here. */
  async hears(word: string): Promise<void> {
    const has = () => {
      this.takeIn();
      return this.text.toString().includes(word);
    };
    if (!has()) await this.client.until(() => (has() ? true : undefined), this.client.frames.length);
  }
}
