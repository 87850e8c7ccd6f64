import type { BlobStore } from '../shared/blobs.ts';
import type { Entry } from '../shared/protocol/entry.ts';
import { EnsembleError } from '../shared/protocol/errors.ts';
import { fromTuples, type ServerFrame } from '../shared/protocol/frames.ts';

interface InboxOptions {
  blobs: BlobStore | undefined;
  /** Applies one frame; `entries` are its entries, with their bodies. */
  apply: (frame: ServerFrame, entries: Entry[]) => void;
  /** Something was wrong with what came: the connection must begin anew. */
  fail: (message: string) => void;
}

/** Frames of the server, applied one after another in the order of their coming; only a blob makes them wait. */
export class Inbox {
  readonly #options: InboxOptions;
  #queue: ServerFrame[] = [];
  #busy = false;

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  add(frame: ServerFrame): void {
    this.#queue.push(frame);
    if (!this.#busy) void this.#work();
  }

  /** Forgets what was not applied: it comes again over the next connection. */
  clear(): void {
    this.#queue = [];
  }

  async #work(): Promise<void> {
    this.#busy = true;
    try {
      for (let frame = this.#queue.shift(); frame; frame = this.#queue.shift()) {
        const queue = this.#queue;
        const entries = 'entries' in frame ? fromTuples(frame.entries) : [];
        if (entries.some((entry) => entry.blob !== null)) await this.#fetchBodies(entries);
        if (frame.t === 'backfill' && frame.checkpointBlob !== null) {
          frame.checkpoint = await this.#fetch(frame.checkpointBlob);
        }
        // Cleared meanwhile: this frame belongs to a connection that is gone.
        if (queue === this.#queue) this.#options.apply(frame, entries);
      }
    } catch (thrown) {
      this.clear();
      this.#options.fail(String((thrown as Error | undefined)?.message ?? thrown));
    } finally {
      this.#busy = false;
    }
  }

  async #fetchBodies(entries: Entry[]): Promise<void> {
    for (const entry of entries) if (entry.blob !== null) entry.body = await this.#fetch(entry.blob);
  }

  #fetch(hash: string): Promise<Uint8Array> {
    const { blobs } = this.#options;
    if (!blobs) throw new EnsembleError('not-found', 'Attachments cannot be fetched over this connection.');
    return blobs.get(hash);
  }
}
