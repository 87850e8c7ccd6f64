import { endsCopy } from '../shared/capabilities/documents/rebase.ts';
import type { Writer } from '../shared/capabilities/documents/update-rules.ts';
import type { Entry } from '../shared/core/entry.ts';
import { type Body, decodeBody } from '../shared/session/table.ts';
import { besideAgents } from './beside-agents.ts';
import type { ClientCore } from './client-core.ts';
import { Emitter } from './emitter.ts';
import type { FollowedRefs, Following } from './followed-refs.ts';
import { untold } from './format-choice.ts';
import { TextDocument } from './text-document.ts';
import { mergeUpdates } from './yjs-states.ts';

interface Events extends Record<string, unknown> {
  /** An edit was refused: the copy was made anew from the log; `draft` is the text as it was here. */
  rebuilt: { document: TextDocument; draft: string; message: string };
  /** A copy is to be made anew; `message` is the server's refusal, or null where the edit was void in the log. */
  discarded: { ref: string; message: string | null };
  /** A text is followed from now on; nothing of its past is here yet. */
  created: TextDocument;
}

interface Slot {
  document: TextDocument;
  following: Following;
  users: number;
  ready: Promise<void>;
  markReady: () => void;
  /** Fails the promise of those who wait for the text. */
  fail: (error: Error) => void;
  refusal: { draft: string; message: string } | null;
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

/** Most texts that one `rest` examines. */
const mostLooks = 8;

/** The shared texts that this client has open. */
export class Documents {
  readonly events: Emitter<Events>;
  readonly #client: ClientCore;
  readonly #followed: FollowedRefs;
  readonly #slots = new Map<string, Slot>();
  /** Texts whose copies are to be made anew. */
  readonly #discarded = new Set<Slot>();
  /** While several entries are applied together: a function for each text that then tells of others' edits at once. */
  #gathered: Map<TextDocument, () => void> | null = null;

  constructor(client: ClientCore, followed: FollowedRefs) {
    this.#client = client;
    this.#followed = followed;
    this.events = new Emitter(client.onThrow);
  }

  /** Gives the document of a ref once its past is here. Each `open` wants one `close`. Throws the server's refusal. */
  async open(ref: string): Promise<TextDocument> {
    let slot = this.#slots.get(ref);
    if (!slot) {
      slot = this.#create(ref);
      this.#slots.set(ref, slot);
      slot.following.ask();
    } else if (slot.document.status === 'resting') slot.following.ask();
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

  /** Says whether the log alone has a text, of which everything is known here all the same. */
  isResting(ref: string): boolean {
    return this.#slots.get(ref)?.document.status === 'resting' || this.#followed.resting.has(ref);
  }

  /** Resolves once the text of an open document is here and may be edited. */
  async whenReady(ref: string): Promise<void> {
    const document = this.#slots.get(ref)?.document;
    if (!document || document.isEditable) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = document.onRebuilt(resolve);
    await promise;
    stop();
  }

  get refs(): string[] {
    return [...this.#slots.keys()];
  }

  /** Closes one use of a text; after the last, it leaves memory here, and the log has it. */
  close(ref: string): void {
    const slot = this.#slots.get(ref);
    if (!slot) this.#followed.resting.forget(ref);
    if (!slot || --slot.users > 0) return;
    slot.document.dispose();
    this.#slots.delete(ref);
    this.#discarded.delete(slot);
    slot.following.stop();
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
    Object.assign(slot, { ready: promise, markReady: resolve, fail: reject, boundClient: null });
    slot.following.rest();
  }

  #create(ref: string): Slot {
    const document = new TextDocument({
      ref,
      environment: this.#client.options.environment,
      author: () => this.#client.person ?? '',
      replica: this.#client.replica,
      send: (body) => this.#send(ref, body),
      onVoid: () => this.#beAnew(ref),
      onThrow: this.#client.onThrow,
      formats: {
        now: () => this.#client.state.documents[ref]?.format ?? untold.now(),
        publish: (format) => this.#client.publish('doc.formatted', format, ref),
      },
    });
    this.events.emit('created', document);
    const { promise: ready, resolve: markReady, reject: fail } = Promise.withResolvers<void>();
    ready.catch(() => undefined);
    // An agent's edit on its way may have become void in entries that a checkpoint or a cut stands for, and nobody would
    // say so.
    const goesOn = this.#client.options.purpose !== 'agent';
    const following = this.#followed.hold(ref, {
      goesOn,
      begin: (checkpoint) => {
        if (!goesOn && document.isEditable) {
          this.events.emit('discarded', { ref, message: null });
          document.restart();
          document.status = 'rebuilding';
        }
        if (checkpoint) document.applyCheckpoint(checkpoint);
      },
      take: (entry, writer) => {
        if (!goesOn && entry.kind === 'doc.cut' && document.isEditable) this.#beAnew(ref);
        else this.#apply(document, entry, writer);
      },
      asked: () => {
        if (document.status === 'ready') document.status = 'catching-up';
        if (document.status === 'resting') document.status = 'loading';
      },
      rewound: () => {
        document.restart();
        document.status = 'rebuilding';
      },
      arrived: () => this.#arrived(slot),
      withheld: (error) => slot.fail(error),
    });
    const slot: Slot = {
      document,
      following,
      users: 0,
      ready,
      markReady,
      fail,
      refusal: null,
      boundClient: null,
    };
    return slot;
  }

  /** Sends edits; a Yjs client id is bound in the log before its first use, except a disk's. */
  #send(ref: string, body: Body<'doc.updated'>): void {
    const slot = this.#slots.get(ref);
    if (this.#client.options.purpose === 'disk') {
      void this.#client.publishAll([{ kind: 'doc.updated', body: besideAgents(this.#client.state, body), ref }]);
      return;
    }
    const update = { kind: 'doc.updated' as const, body, ref };
    const client = slot?.document.clientId;
    if (!slot || client === undefined || client === slot.boundClient) {
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

  #apply(document: TextDocument, entry: Entry, writer: Writer): void {
    if (this.#gathered && !this.#gathered.has(document)) this.#gathered.set(document, document.gather());
    document.applyLogged(entry, writer);
  }

  #arrived(slot: Slot): void {
    slot.document.markReady();
    slot.markReady();
    const { refusal } = slot;
    slot.refusal = null;
    if (refusal) this.events.emit('rebuilt', { document: slot.document, ...refusal });
  }

  /** Hears that an entry of mine was refused. */
  turnedDown(kind: string, ref: string | null, message: string): void {
    if (ref === null || !endsCopy(kind)) return this.answered();
    this.events.emit('discarded', { ref, message });
    this.refused(ref, message);
  }

  /** Discards a copy in which an edit of mine is, or may be, that counts for nothing in the log. */
  #beAnew(ref: string): void {
    this.events.emit('discarded', { ref, message: null });
    this.refused(ref, 'Your last edits were refused, since they did not fit the session’s text.');
  }

  /** Discards a copy after a refused edit; it is made anew once everything that I sent on it is answered. */
  refused(ref: string, message: string): void {
    const slot = this.#slots.get(ref);
    if (!slot) return;
    if (slot.document.status !== 'rebuilding') {
      slot.refusal = { draft: slot.document.toString(), message };
      slot.document.restart();
      slot.document.status = 'rebuilding';
      slot.following.pause();
    }
    this.#discarded.add(slot);
    this.answered();
  }

  /** Discards copies with refused edits of mine, after a state that came in place of the entries about them. */
  skipped(): void {
    const { state, replica } = this.#client;
    for (const ref of state.blocked[replica] ?? [])
      this.refused(ref, 'it came at a time when you could not edit it, or did not fit the session’s text.');
  }

  /** Begins to make discarded copies anew of which nothing that I sent waits for its answer. */
  answered(): void {
    for (const slot of this.#discarded) {
      const { ref } = slot.document;
      if (this.#client.isWaitingOn(ref)) continue;
      this.#discarded.delete(slot);
      const ask = () => slot.following.ask();
      // A document that has left the session meanwhile takes no entry; the answer says so to those who wait.
      void this.#client.publish('doc.rebased', {}, ref).then(ask, ask);
    }
  }
}
