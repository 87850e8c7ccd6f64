import { isPairRef } from '../../src/shared/capabilities/direct/pairs.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { checkpointerOf } from '../../src/shared/session/checkpointers.ts';
import { decodeBody, lookUp } from '../../src/shared/session/table.ts';
import { type Bound, BoundReplicas } from './bound-replicas.ts';

/** A past to be taken out of the log. */
export type PastBurial = { ref: string; upTo: number };

/** Plain data of the facts, as a checkpoint keeps it. */
export interface PackedFacts {
  replicas: Uint8Array[];
  sealed: [ref: string, seq: number][];
  unburied: PastBurial[];
  /** Absent in checkpoints of earlier versions. */
  texts?: [ref: string, seq: number][];
}

/** Facts of the log that the state does not keep, and on which the server's doors rely. */
export class LogFacts {
  readonly #replicas: BoundReplicas;
  readonly #sealed = new Map<string, number>();
  /** Refs that entries name; a buried entry names none. */
  readonly #named: Set<string>;
  /** Seq of the newest entry about each text, and of each pair's direct messages. */
  readonly #texts: Map<string, number>;
  #unburied: PastBurial[] = [];
  /** Burials that have failed, to be tried again at the next start. */
  readonly #owed: PastBurial[] = [];

  /** `named`: the documents of the state from which these facts go on. */
  constructor(packed: PackedFacts | null = null, named: Iterable<string> = []) {
    this.#named = new Set(named);
    this.#replicas = new BoundReplicas(packed?.replicas);
    for (const [ref, seq] of packed?.sealed ?? []) this.#sealed.set(ref, seq);
    this.#unburied = [...(packed?.unburied ?? [])];
    this.#texts = new Map(packed?.texts);
  }

  /** Packs everything, for a checkpoint. */
  pack(): PackedFacts {
    const unburied = [...this.#unburied, ...this.#owed];
    return { replicas: this.#replicas.pack(), sealed: [...this.#sealed], unburied, texts: [...this.#texts] };
  }

  /** Takes in a committed entry. */
  note(entry: Entry): void {
    const { ref } = entry;
    try {
      this.#noteBody(entry);
    } catch {
      // An unreadable entry adds no facts.
    }
    if (ref === null || entry.kind === 'doc.sealed') return;
    this.#named.add(ref);
    const checkpointer = checkpointerOf(entry.kind);
    if (checkpointer && (lookUp(entry.kind)?.ofDocument || checkpointer.pages)) this.#texts.set(ref, entry.seq);
  }

  /** Says whether a text may have changed after a seq. Pairs that have never said a word are not known. */
  hasChangedSince(ref: string, seq: number): boolean {
    return this.changedAt(ref) > seq;
  }

  /** Seq at which a text has changed last; infinite where that is not known. */
  changedAt(ref: string): number {
    return this.#texts.get(ref) ?? (isPairRef(ref) ? 0 : Number.POSITIVE_INFINITY);
  }

  #noteBody({ kind, body, seq, ref }: Entry): void {
    if (kind === 'participant.joined') {
      const { replica, person, purpose } = decodeBody(kind, body);
      this.#replicas.bind(replica, { person, purpose }, seq);
    } else if (kind === 'participant.removed') {
      this.#replicas.forgetJoining(decodeBody(kind, body).person);
    } else if (kind === 'doc.sealed' && ref !== null) this.#seal(ref, seq);
  }

  #seal(ref: string, seq: number): void {
    this.#sealed.set(ref, seq);
    this.#texts.delete(ref);
    if (this.#named.has(ref)) this.#unburied.push({ ref, upTo: seq - 1 });
  }

  /** Seq of a replica's first joining, since which it may hear everything; null where it is not known. */
  joinedAt(replica: string): number | null {
    return this.#replicas.get(replica)?.joinedSeq || null;
  }

  /**
   * Finds the person and purpose of a replica, also of one that the state has forgotten; null where there never was
   * one.
   */
  boundOf(replica: string): Bound | null {
    return this.#replicas.get(replica) ?? null;
  }

  /** Binds a welcomed window to its person: it may have something to deliver, though its joining was not kept. */
  noteWelcomed(replica: string, person: string): void {
    if (!this.#replicas.get(replica)) this.#replicas.bind(replica, { person, purpose: null }, 0);
  }

  /** Documents that have left the session. */
  get sealed(): Iterable<string> {
    return this.#sealed.keys();
  }

  get hasUnburied(): boolean {
    return this.#unburied.length > 0;
  }

  /** Gives the pasts to be taken out of the log, each once. */
  takeUnburied(): PastBurial[] {
    const all = this.#unburied;
    this.#unburied = [];
    return all;
  }

  /** Keeps a burial that failed, for the next start. */
  noteOwed(burial: PastBurial): void {
    this.#owed.push(burial);
  }
}
