import { writerBehind, writerOf } from '../shared/capabilities/documents/text-copy.ts';
import type { Writer } from '../shared/capabilities/documents/update-rules.ts';
import type { Entry } from '../shared/core/entry.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import type { ServerFrame } from '../shared/core/frames.ts';
import { type Body, decodeBody } from '../shared/session/table.ts';
import type { ClientCore } from './client-core.ts';
import { Emitter } from './emitter.ts';
import { untold } from './format-choice.ts';
import { TextDocument } from './text-document.ts';
import { mergeUpdates } from './yjs-states.ts';

interface Events extends Record<string, unknown> {
  /** An edit was refused: the copy was made anew from the log; `draft` is the text as it was here. */
  rebuilt: { document: TextDocument; draft: string; message: string };
}

interface Slot {
  document: TextDocument;
  users: number;
  ready: Promise<void>;
  markReady: () => void;
  /** Fails the promise of those who wait for the text. */
  fail: (error: Error) => void;
  /** Live entries that overtook the past of their ref. */
  held: { entry: Entry; writer: Writer }[];
  refusal: { draft: string; message: string } | null;
  /** Time of its last subscription, and its number. */
  askedMs: number;
  subscription: number;
  /** Seq of the newest entry that was applied: none is applied twice. */
  seq: number;
  /** Yjs client id that this replica has bound as its own. */
  boundClient: number | null;
}

/** Part of a window's text beyond the log, for the host to save it. */
export interface Difference {
  /** Seq of the log on which it builds. */
  seq: number;
  /** Edits that the log has not acknowledged, as a Yjs v1 update. */
  update: Uint8Array;
}

/** Says whether entries of a kind change a text, so that a copy is folded from them. */
const isOfText = (kind: string) => kind === 'doc.updated' || kind === 'doc.bound';

/** Says whether everything up to the applied seq is here, or in the log for when it is wanted. */
const isSynced = ({ status }: TextDocument) => status === 'ready' || status === 'resting';

/** Most texts that one `rest` examines. */
const mostLooks = 8;

/** Most refs that fit into a frame. */
const mostNamed = 4_000;

/** The shared texts that this client has open. */
export class Documents {
  readonly events: Emitter<Events>;
  readonly #client: ClientCore;
  readonly #slots = new Map<string, Slot>();
  #lastSubscription = 0;
  /** While several entries are applied together: a function for each text that then tells of others' edits at once. */
  #gathered: Map<TextDocument, () => void> | null = null;
  /** Texts that are here but were left out of the hello: they are asked for again. */
  #unnamed: ReadonlySet<string> = new Set();

  constructor(client: ClientCore) {
    this.#client = client;
    this.events = new Emitter(client.onThrow);
  }

  #ask(slot: Slot): void {
    slot.askedMs = this.#client.options.environment.nowMs();
    slot.subscription = ++this.#lastSubscription;
    this.#client.subscribe(slot.document.ref, slot.subscription);
  }

  /** Says whether a backfill was asked for before `beforeMs` and is still not here. */
  isOverdue(beforeMs: number): boolean {
    return [...this.#slots.values()].some(({ document, askedMs }) => document.status !== 'ready' && askedMs < beforeMs);
  }

  /** Gives the document of a ref once its past is here. Each `open` wants one `close`. Throws the server's refusal. */
  async open(ref: string): Promise<TextDocument> {
    let slot = this.#slots.get(ref);
    if (!slot) {
      slot = this.#create(ref);
      this.#slots.set(ref, slot);
      this.#ask(slot);
    } else if (slot.document.status === 'resting') this.#wake(slot);
    slot.users++;
    try {
      await slot.ready;
    } catch (thrown) {
      this.close(ref);
      throw thrown;
    }
    return slot.document;
  }

  /** Gives the document of a ref, when it is open and its past is here. */
  get(ref: string): TextDocument | null {
    const slot = this.#slots.get(ref);
    if (!slot?.document.isEditable) return null;
    this.#touch(slot);
    return slot.document;
  }

  get refs(): string[] {
    return [...this.#slots.keys()];
  }

  /** Closes one use of a text; after the last, it leaves memory here, and the log has it. */
  close(ref: string): void {
    const slot = this.#slots.get(ref);
    if (!slot || --slot.users > 0) return;
    slot.document.dispose();
    this.#slots.delete(ref);
    this.#client.unsubscribe(ref);
  }

  /** Moves a text to the end of the map, which is in the order of last use. */
  #touch(slot: Slot): void {
    const { ref } = slot.document;
    this.#slots.delete(ref);
    this.#slots.set(ref, slot);
  }

  /**
   * Drops the least recently used texts from memory (LRU), where more than so many are here and they may go: until
   * somebody opens or edits them again, the log alone has them.
   */
  rest(most: number, mayRest: (ref: string) => boolean): void {
    const awake = [...this.#slots.values()].filter(({ document }) => document.status === 'ready');
    for (const slot of awake.slice(0, Math.min(mostLooks, Math.max(0, awake.length - most)))) {
      const { document } = slot;
      document.flush();
      if (this.#client.isWaitingOn(document.ref) || !mayRest(document.ref)) this.#touch(slot);
      else this.#rest(slot);
    }
  }

  #rest(slot: Slot): void {
    slot.document.restart();
    slot.document.status = 'resting';
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => undefined);
    Object.assign(slot, { ready: promise, markReady: resolve, fail: reject, askedMs: Number.POSITIVE_INFINITY });
    Object.assign(slot, { held: [], seq: 0, subscription: 0, boundClient: null });
  }

  #wake(slot: Slot): void {
    slot.document.status = 'loading';
    this.#ask(slot);
  }

  #create(ref: string): Slot {
    const document = new TextDocument({
      ref,
      environment: this.#client.options.environment,
      author: () => this.#client.person ?? '',
      replica: this.#client.replica,
      send: (body) => this.#send(ref, body),
      onVoid: () => this.refused(ref, 'Your last edits were refused, since they did not fit the session’s text.'),
      onThrow: this.#client.onThrow,
      formats: {
        now: () => this.#client.state.documents[ref]?.format ?? untold.now(),
        publish: (format) => this.#client.publish('doc.formatted', format, ref),
      },
    });
    const { promise: ready, resolve: markReady, reject: fail } = Promise.withResolvers<void>();
    ready.catch(() => undefined);
    const none = { held: [], refusal: null, askedMs: 0, subscription: 0, seq: 0, boundClient: null };
    return { document, users: 0, ready, markReady, fail, ...none };
  }

  /** Sends edits; a Yjs client id is bound in the log before its first use, except a disk's. */
  #send(ref: string, body: Body<'doc.updated'>): void {
    const slot = this.#slots.get(ref);
    const update = { kind: 'doc.updated' as const, body, ref };
    const client = slot?.document.clientId;
    if (!slot || client === undefined || client === slot.boundClient || this.#client.options.purpose === 'disk') {
      void this.#client.publishAll([update]);
      return;
    }
    slot.boundClient = client;
    void this.#client.publishAll([{ kind: 'doc.bound', body: { client }, ref }, update]);
  }

  /**
   * Gives the part of this window's text beyond the log: for requests to save it, which the host answers from its own
   * copy.
   */
  difference(ref: string): Difference {
    this.#slots.get(ref)?.document.flush();
    const updates = this.#client.unsent.flatMap(({ entry }) =>
      entry.ref === ref && entry.kind === 'doc.updated' ? [decodeBody('doc.updated', entry.body).update] : [],
    );
    return { seq: this.#client.applied, update: mergeUpdates(updates) };
  }

  /** Sends local edits that are still being merged. */
  flush(): void {
    for (const { document } of [...this.#slots.values()]) document.flush();
  }

  /** Refs of which everything up to the applied seq is here; as many as a hello may name. */
  synced(): string[] {
    const all = [...this.#slots].filter(([, { document }]) => isSynced(document)).map(([ref]) => ref);
    this.#unnamed = new Set(all.slice(mostNamed));
    return all.slice(0, mostNamed);
  }

  /**
   * Asks again, over a new connection, for texts that were loading and for those that the server has trimmed meanwhile.
   */
  reconnected(resubscribe: readonly string[]): void {
    for (const [ref, slot] of [...this.#slots]) {
      if (isSynced(slot.document) && !resubscribe.includes(ref) && !this.#unnamed.has(ref)) continue;
      slot.held = [];
      if (slot.document.status === 'ready') slot.document.status = 'catching-up';
      if (slot.document.status === 'resting') slot.document.status = 'loading';
      if (slot.document.status !== 'rebuilding' || !this.#client.isWaitingOn(ref)) this.#ask(slot);
    }
  }

  /** Runs a function that applies several entries; each text then tells of others' edits at once. */
  together(run: () => void): void {
    const gathered = new Map<TextDocument, () => void>();
    this.#gathered = gathered;
    try {
      run();
    } finally {
      this.#gathered = null;
      for (const tell of gathered.values()) tell();
    }
  }

  /** Takes in a live entry from the log. */
  heard(entry: Entry): void {
    const slot = entry.ref === null || !isOfText(entry.kind) ? undefined : this.#slots.get(entry.ref);
    if (!slot) return;
    // The writer is looked up now: by the time that the past is here, they may be gone.
    const writer = writerOf(this.#client.state, entry.by);
    if (slot.document.status === 'ready') this.#apply(slot, entry, writer);
    else {
      if (slot.document.status === 'resting') this.#wake(slot);
      slot.held.push({ entry, writer });
    }
  }

  #apply(slot: Slot, entry: Entry, writer: Writer): void {
    if (entry.seq <= slot.seq) return;
    slot.seq = entry.seq;
    const { document } = slot;
    if (this.#gathered && !this.#gathered.has(document)) this.#gathered.set(document, document.gather());
    document.applyLogged(entry, writer);
  }

  /** Gives up a text that the session does not have, or has no more. */
  withheld({ ref, subscription, code, message }: Extract<ServerFrame, { t: 'refused' }>): void {
    const slot = ref === null ? undefined : this.#slots.get(ref);
    if (!slot || slot.subscription !== subscription || slot.document.status === 'ready') return;
    slot.askedMs = Number.POSITIVE_INFINITY;
    slot.fail(new EnsembleError(code, message));
  }

  /** Takes in a piece of a ref's backfill; the last gives the seq up to which it is complete. */
  backfill(frame: Extract<ServerFrame, { t: 'backfill' }>, entries: Entry[]): void {
    const { ref, subscription, checkpoint, upTo, done } = frame;
    for (const entry of entries) if (entry.kind === 'cursor.moved') this.#client.events.emit('entry', entry);
    const slot = this.#slots.get(ref);
    // Pieces of a backfill that was closed or replaced meanwhile have gaps by now.
    if (!slot || slot.subscription !== subscription || slot.document.status === 'ready') return;
    if (slot.refusal && this.#client.isWaitingOn(ref)) return;
    if (checkpoint) slot.document.applyCheckpoint(checkpoint);
    const bound = new Map(frame.writers.map(([replica, person, purpose]) => [replica, { person, purpose }]));
    for (const entry of entries)
      if (isOfText(entry.kind)) this.#apply(slot, entry, writerBehind(entry.by, bound.get(entry.by)));
    if (!done) return;
    slot.seq = Math.max(slot.seq, upTo);
    for (const { entry, writer } of slot.held.splice(0)) this.#apply(slot, entry, writer);
    slot.document.markReady();
    slot.markReady();
    const { refusal } = slot;
    slot.refusal = null;
    if (refusal) this.events.emit('rebuilt', { document: slot.document, ...refusal });
  }

  /** Discards a copy after a refused edit; it is made anew once everything that I sent on it is answered. */
  refused(ref: string, message: string): void {
    const slot = this.#slots.get(ref);
    if (!slot) return;
    if (slot.document.status !== 'rebuilding') {
      slot.refusal = { draft: slot.document.restart(), message };
      slot.document.status = 'rebuilding';
      slot.held = [];
      slot.seq = 0;
      slot.subscription = 0;
    }
    if (this.#client.isWaitingOn(ref)) return;
    slot.askedMs = Number.POSITIVE_INFINITY;
    const asked = this.#client.publish('doc.rebased', {}, ref).then(() => this.#ask(slot));
    // A document that has left the session meanwhile cannot be asked for.
    void asked.catch(() => undefined);
  }
}
