import { writerBehind } from '../../src/shared/model/text-copy.ts';
import type { Writer } from '../../src/shared/model/update-rules.ts';
import type { Entry } from '../../src/shared/protocol/entry.ts';
import { type Body, decodeBody } from '../../src/shared/protocol/table.ts';

type Purpose = Body<'participant.joined'>['purpose'];

/** A replica as its first joining bound it: one person's, and what it is, for good. */
export interface Bound {
  person: string;
  /** Null where only the gate has seen it. */
  purpose: Purpose | null;
}

/** A past that is to be taken out of the log. */
export type PastBurial = { ref: string; upTo: number };

/** Plain data of the facts, as a checkpoint keeps it. People stand once, and are named by their place. */
export interface PackedFacts {
  people: string[];
  replicas: [replica: string, person: number, purpose: Purpose | null, joinedSeq: number][];
  sealed: [ref: string, seq: number][];
  unburied: PastBurial[];
}

/** Facts of the log that the state does not keep, and that the server's doors go by. */
export class LogFacts {
  readonly #bound = new Map<string, Bound>();
  /** Seq of the first joining, since which a replica may hear everything. */
  readonly #joined = new Map<string, number>();
  readonly #sealed = new Map<string, number>();
  /** The refs that entries name; what was buried names none. */
  readonly #named: Set<string>;
  #unburied: PastBurial[] = [];
  /** Pasts whose burial has failed, which are tried again at the next start. */
  readonly #owed: PastBurial[] = [];

  /** `named`: the documents of the state from which these facts go on. */
  constructor(packed: PackedFacts | null = null, named: Iterable<string> = []) {
    this.#named = new Set(named);
    for (const [replica, person, purpose, seq] of packed?.replicas ?? []) {
      this.#bound.set(replica, { person: packed!.people[person]!, purpose });
      if (seq > 0) this.#joined.set(replica, seq);
    }
    for (const [ref, seq] of packed?.sealed ?? []) this.#sealed.set(ref, seq);
    this.#unburied = [...(packed?.unburied ?? [])];
  }

  /** Everything, for a checkpoint. */
  pack(): PackedFacts {
    const people = new Map<string, number>();
    const replicas = [...this.#bound].map(([replica, { person, purpose }]): PackedFacts['replicas'][number] => {
      if (!people.has(person)) people.set(person, people.size);
      return [replica, people.get(person)!, purpose, this.#joined.get(replica) ?? 0];
    });
    const unburied = [...this.#unburied, ...this.#owed];
    return { people: [...people.keys()], replicas, sealed: [...this.#sealed], unburied };
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
      if (!this.#joined.has(replica)) this.#joined.set(replica, seq);
      this.#bound.set(replica, { person, purpose });
    } else if (kind === 'participant.removed') {
      // What went on meanwhile is not for who is let in again.
      const { person } = decodeBody(kind, body);
      for (const [replica, bound] of this.#bound) if (bound.person === person) this.#joined.delete(replica);
    } else if (kind === 'doc.sealed' && ref !== null) this.#seal(ref, seq);
  }

  #seal(ref: string, seq: number): void {
    this.#sealed.set(ref, seq);
    if (this.#named.has(ref)) this.#unburied.push({ ref, upTo: seq - 1 });
  }

  /** The seq of a replica's first joining, since which it may hear everything; null where it is not known. */
  joinedAt(replica: string): number | null {
    return this.#joined.get(replica) ?? null;
  }

  /** Whose a replica is, and what, also when the state knows it no more; null where none such was ever here. */
  boundOf(replica: string): Bound | null {
    return this.#bound.get(replica) ?? null;
  }

  /** The replica behind an entry about a text, whenever that was. */
  writerOf(replica: string): Writer {
    return writerBehind(replica, this.#bound.get(replica));
  }

  /** Takes in whose a window is that was welcomed: it may have something to deliver, though its joining was not kept. */
  noteWelcomed(replica: string, person: string): void {
    if (!this.#bound.has(replica)) this.#bound.set(replica, { person, purpose: null });
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
