import type { BlobStore } from '../shared/blobs.ts';
import type { Entry } from '../shared/core/entry.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import { fromTuples, type ServerFrame } from '../shared/core/frames.ts';
import { bodyBlobOf } from '../shared/session/body-blob.ts';
import { lookUp } from '../shared/session/table.ts';

interface InboxOptions {
  blobs: BlobStore | undefined;
  /** Applies one frame; `entries` are its entries, with their bodies. */
  apply: (frame: ServerFrame, entries: Entry[]) => void;
  /** Runs a function that applies several frames. */
  together: (run: () => void) => void;
  /** Calls back before the next showing of others' edits, or their places; without it frames are applied as they come. */
  nextShowing: ((run: () => void, isOfPlaces: boolean) => void) | undefined;
  /** Called when a frame was faulty: the connection must begin anew. */
  fail: (thrown: unknown) => void;
}

/** Says whether a frame has nothing but what counts until the next word of the same: the places of people, above all. */
function isOfPlaces(frame: ServerFrame): boolean {
  return frame.t === 'entries' && frame.entries.every((tuple) => lookUp(tuple[5])?.keep === 'latest');
}

/**
 * Frames of the server, applied in the order of their coming; only a blob makes them wait. In a window, the entries
 * that come between two showings are batched, and applied before the second.
 */
export class Inbox {
  readonly #options: InboxOptions;
  #queue: ServerFrame[] = [];
  #busy = false;
  /** Showing for which entries wait; null for none. */
  #showing: { isOfPlaces: boolean } | null = null;

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  add(frame: ServerFrame): void {
    this.#queue.push(frame);
    // Answers, and other frames that are no news of others, are wanted at once, together with the frames before them.
    if (!this.#showing || frame.t !== 'entries') this.#start();
    else if (this.#showing.isOfPlaces && !isOfPlaces(frame)) this.#showSoon(false);
  }

  #start(): void {
    if (this.#busy) return;
    const only = this.#queue.every(isOfPlaces);
    void this.#work();
    if (!this.#showing) this.#showSoon(only);
  }

  /** Has what comes wait for the next showing; one that was awaited before counts no more. */
  #showSoon(ofPlaces: boolean): void {
    const { nextShowing } = this.#options;
    if (!nextShowing) return;
    const showing = { isOfPlaces: ofPlaces };
    this.#showing = showing;
    nextShowing(() => {
      if (this.#showing !== showing) return;
      this.#showing = null;
      if (this.#queue.length > 0) this.#start();
    }, ofPlaces);
  }

  /** Drops frames that were not applied: they come again over the next connection. */
  clear(): void {
    this.#queue = [];
  }

  async #work(): Promise<void> {
    this.#busy = true;
    try {
      for (let frame = this.#queue.shift(); frame; frame = this.#queue.shift()) {
        const queue = this.#queue;
        const entries = 'entries' in frame ? fromTuples(frame.entries) : [];
        if (entries.some((entry) => bodyBlobOf(entry) !== null)) await this.#fetchBodies(entries);
        if (frame.t === 'backfill' && frame.checkpointBlob !== null) {
          frame.checkpoint = await this.#fetch(frame.checkpointBlob);
        }
        // Cleared meanwhile: this frame belongs to a connection that is gone.
        if (queue === this.#queue) this.#applyRun(frame, entries);
      }
    } catch (thrown) {
      this.clear();
      this.#options.fail(thrown);
    } finally {
      this.#busy = false;
    }
  }

  /** Applies a frame, and those behind it that can be applied at once as well. */
  #applyRun(first: ServerFrame, firstEntries: Entry[]): void {
    const { apply, together } = this.#options;
    if (first.t !== 'entries') return apply(first, firstEntries);
    together(() => {
      apply(first, firstEntries);
      for (let next = this.#queue[0]; next?.t === 'entries'; next = this.#queue[0]) {
        const entries = fromTuples(next.entries);
        if (entries.some((entry) => bodyBlobOf(entry) !== null)) return;
        this.#queue.shift();
        apply(next, entries);
      }
    });
  }

  async #fetchBodies(entries: Entry[]): Promise<void> {
    for (const entry of entries) {
      const hash = bodyBlobOf(entry);
      if (hash !== null) entry.body = await this.#fetch(hash);
    }
  }

  #fetch(hash: string): Promise<Uint8Array> {
    const { blobs } = this.#options;
    if (!blobs) throw new EnsembleError('not-found', 'Attachments cannot be fetched over this connection.');
    return blobs.get(hash);
  }
}
