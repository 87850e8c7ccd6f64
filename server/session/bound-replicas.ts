import { pack, storedLimits, unpack } from '../../src/shared/core/message-pack.ts';
import type { Body } from '../../src/shared/session/table.ts';

type Purpose = Body<'participant.joined'>['purpose'];

/** A replica as its joining bound it, for good: its person and its purpose. */
export interface Bound {
  person: string;
  /** Null where only the gate has seen it. */
  purpose: Purpose | null;
}

type Row = [replica: string, person: string, purpose: Purpose | null, joinedSeq: number];

interface Known extends Bound {
  /** Position in the order of their coming. */
  index: number;
  /** Seq of its first joining, since which it may hear everything; 0 for none. */
  joinedSeq: number;
}

/** Replicas that are packed together: chunks of replicas that are gone hardly ever change. */
const perChunk = 500;

/** Every replica that was ever here, with its person and the seq of its first joining. */
export class BoundReplicas {
  readonly #known = new Map<string, Known>();
  readonly #order: string[] = [];
  readonly #packed: (Uint8Array | undefined)[] = [];

  constructor(chunks: readonly Uint8Array[] = []) {
    for (const chunk of chunks)
      for (const [replica, person, purpose, joinedSeq] of unpack(chunk, storedLimits) as Row[])
        this.#put(replica, { person, purpose, joinedSeq });
    for (const [index, chunk] of chunks.entries()) this.#packed[index] = chunk.slice();
  }

  get(replica: string): Readonly<Known> | undefined {
    return this.#known.get(replica);
  }

  #put(replica: string, { person, purpose, joinedSeq }: Omit<Known, 'index'>): void {
    const index = this.#known.get(replica)?.index ?? this.#order.push(replica) - 1;
    this.#known.set(replica, { person, purpose, joinedSeq, index });
    this.#packed[Math.floor(index / perChunk)] = undefined;
  }

  /** Binds a replica to its person; the first seq of its joining stands. */
  bind(replica: string, { person, purpose }: Bound, seq: number): void {
    const old = this.#known.get(replica);
    const joinedSeq = old?.joinedSeq || seq;
    if (old?.person === person && old.purpose === purpose && old.joinedSeq === joinedSeq) return;
    this.#put(replica, { person, purpose, joinedSeq });
  }

  /** Forgets the joining of a removed person: when let in again, they may not hear the time between. */
  forgetJoining(person: string): void {
    for (const [replica, known] of this.#known)
      if (known.person === person && known.joinedSeq > 0) this.#put(replica, { ...known, joinedSeq: 0 });
  }

  /** Packs everything, in chunks of which only those that have changed are packed anew. */
  pack(): Uint8Array[] {
    const count = Math.ceil(this.#order.length / perChunk);
    return Array.from({ length: count }, (_, index) => {
      this.#packed[index] ??= this.#packChunk(index * perChunk);
      return this.#packed[index];
    });
  }

  #packChunk(from: number): Uint8Array {
    const rows = this.#order.slice(from, from + perChunk).map((replica): Row => {
      const { person, purpose, joinedSeq } = this.#known.get(replica)!;
      return [replica, person, purpose, joinedSeq];
    });
    return pack(rows);
  }
}
