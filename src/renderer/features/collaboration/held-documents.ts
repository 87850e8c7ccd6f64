import type { Reverted } from '../../../client/reverting.ts';
import type { SessionClient } from '../../../client/session-client.ts';
import type { TextDocument } from '../../../client/text-document.ts';
import { keepSteps, keptInGroup } from './kept-steps.ts';

/** Most texts with unsaved work of mine that a window follows, beside open ones. */
const mostWatched = 50;

interface Held {
  document: TextDocument;
  users: number;
  /** Settles once its steps of before are there. */
  loaded: Promise<void>;
  stop: () => void;
}

/**
 * The documents that this window has, in an editor or without: their steps of undo are kept, and others' reverts in
 * them are told. Texts with unsaved work of mine are followed as well, so that I hear when somebody reverts them.
 */
export class HeldDocuments {
  readonly #client: SessionClient;
  readonly #scope: () => string;
  readonly #held = new Map<string, Held>();
  readonly #watched = new Map<string, () => void>();
  readonly #listeners = new Set<(document: TextDocument, reverted: Reverted) => void>();

  /** `scope` tells people apart. */
  constructor(client: SessionClient, scope: () => string) {
    this.#client = client;
    this.#scope = scope;
    client.events.on('state', () => this.#watchMine());
    client.events.on('status', () => this.#watchMine());
  }

  /** Marks a document as in use. Returns a function that ends that. */
  hold(document: TextDocument): () => void {
    const { ref } = document;
    const held = this.#held.get(ref) ?? this.#begin(document);
    this.#held.set(ref, held);
    held.users++;
    let done = false;
    return () => {
      if (done) return;
      done = true;
      if (--held.users > 0) return;
      this.#held.delete(ref);
      held.stop();
    };
  }

  #begin(document: TextDocument): Held {
    const kept = keepSteps(this.#scope(), document);
    const stopReverts = document.onReverted((reverted) => {
      for (const listener of this.#listeners) listener(document, reverted);
    });
    const stop = () => {
      kept.stop();
      stopReverts();
    };
    return { document, users: 0, loaded: kept.loaded, stop };
  }

  /**
   * Takes the newest step back (or does it again) in each document whose newest step is of this group, also where no
   * editor has it. `isDone` tells those that have been seen to. Returns how many texts changed.
   */
  async moveGroup(group: string, direction: 'undo' | 'redo', isDone: (ref: string) => boolean): Promise<number> {
    const isNext = ({ steps }: TextDocument) => steps.nextGroup(direction) === group;
    const kept = await keptInGroup(this.#scope(), group, direction).catch(() => []);
    const held = [...this.#held].filter(([, { document }]) => isNext(document)).map(([ref]) => ref);
    const refs = [...new Set([...kept, ...held])].filter((ref) => {
      const info = this.#client.state.documents[ref];
      return info !== undefined && !info.deleted && !isDone(ref);
    });
    const move = async (document: TextDocument) => {
      await this.#held.get(document.ref)?.loaded;
      return isNext(document) && document[direction]();
    };
    // One that cannot be opened now keeps its step: it is taken back in that text alone.
    const moved = await Promise.allSettled(refs.map((ref) => this.with(ref, move)));
    return moved.filter((result) => result.status === 'fulfilled' && result.value).length;
  }

  /** Opens a document for a piece of work, wherever else it is open. */
  async with<T>(ref: string, work: (document: TextDocument) => Promise<T>): Promise<T> {
    const document = await this.#client.documents.open(ref);
    const release = this.hold(document);
    try {
      return await work(document);
    } finally {
      release();
      this.#client.documents.close(ref);
    }
  }

  /** Called when somebody else has reverted one of them. Returns a function that stops it. */
  onReverted(listener: (document: TextDocument, reverted: Reverted) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #watchMine(): void {
    const client = this.#client;
    const me = client.person;
    const mine = Object.entries(client.state.documents)
      .filter(([, { unsaved }]) => me !== null && unsaved?.includes(me))
      .map(([ref]) => ref);
    for (const [ref, stop] of this.#watched) {
      if (mine.includes(ref)) continue;
      this.#watched.delete(ref);
      stop();
    }
    if (client.status.is !== 'online') return;
    for (const ref of mine) if (!this.#watched.has(ref) && this.#watched.size < mostWatched) this.#watch(ref);
  }

  #watch(ref: string): void {
    let stopped = false;
    let release: () => void = () => undefined;
    this.#watched.set(ref, () => {
      stopped = true;
      release();
    });
    void this.#client.documents.open(ref).then((document) => {
      if (stopped) return this.#client.documents.close(ref);
      const letGo = this.hold(document);
      release = () => {
        letGo();
        this.#client.documents.close(ref);
      };
    });
  }
}
