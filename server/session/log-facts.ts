import { writerBehind } from '../../src/shared/capabilities/documents/text-copy.ts';
import type { Writer } from '../../src/shared/capabilities/documents/update-rules.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { decodeBody } from '../../src/shared/session/table.ts';
import { type Bound, BoundReplicas } from './bound-replicas.ts';

/** A past that is to be taken out of the log. */
export type PastBurial = { ref: string; upTo: number };

/** Plain data of the facts, as a checkpoint keeps it. */
export interface PackedFacts {
  replicas: Uint8Array[];
  sealed: [ref: string, seq: number][];
  unburied: PastBurial[];
}

/** Facts of the log that the state does not keep, and that the server's doors go by. */
export class LogFacts {
  readonly #replicas: BoundReplicas;
  readonly #sealed = new Map<string, number>();
  /** The refs that entries name; what was buried names none. */
  readonly #named: Set<string>;
  #unburied: PastBurial[] = [];
  /** Pasts whose burial has failed, which are tried again at the next start. */
  readonly #owed: PastBurial[] = [];

  /** `named`: the documents of the state from which these facts go on. */
  constructor(packed: PackedFacts | null = null, named: Iterable<string> = []) {
    this.#named = new Set(named);
    this.#replicas = new BoundReplicas(packed?.replicas);
    for (const [ref, seq] of packed?.sealed ?? []) this.#sealed.set(ref, seq);
    this.#unburied = [...(packed?.unburied ?? [])];
  }

  /** Everything, for a checkpoint. */
  pack(): PackedFacts {
    const unburied = [...this.#unburied, ...this.#owed];
    return { replicas: this.#replicas.pack(), sealed: [...this.#sealed], unburied };
  }

  /** Takes in a committed entry. */
  note(entry: Entry): void {
    const { ref } = entry;
    try {
      this.#noteBody(entry);
    } catch {
      // Nothing is known by what cannot be read.
    }
    if (ref !== null && entry.kind !== 'doc.sealed') this.#named.add(ref);
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
    if (this.#named.has(ref)) this.#unburied.push({ ref, upTo: seq - 1 });
  }

  /** The seq of a replica's first joining, since which it may hear everything; null where it is not known. */
  joinedAt(replica: string): number | null {
    return this.#replicas.get(replica)?.joinedSeq || null;
  }

  /** Whose a replica is, and what, also when the state knows it no more; null where none such was ever here. */
  boundOf(replica: string): Bound | null {
    return this.#replicas.get(replica) ?? null;
  }

  /** The replica behind an entry about a text, whenever that was. */
  writerOf(replica: string): Writer {
    return writerBehind(replica, this.#replicas.get(replica));
  }

  /** Takes in whose a window is that was welcomed: it may have something to deliver, though its joining was not kept. */
  noteWelcomed(replica: string, person: string): void {
    if (!this.#replicas.get(replica)) this.#replicas.bind(replica, { person, purpose: null }, 0);
  }

  /** The documents that have left the session. */
  get sealed(): Iterable<string> {
    return this.#sealed.keys();
  }

  /** The pasts that are to be taken out of the log, each told once. */
  takeUnburied(): PastBurial[] {
    const all = this.#unburied;
    this.#unburied = [];
    return all;
  }

  /** A past that could not be taken out of the log now. */
  noteOwed(burial: PastBurial): void {
    this.#owed.push(burial);
  }
}
