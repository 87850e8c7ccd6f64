import type { Entry } from '../../src/shared/protocol/entry.ts';
import { serverReplica } from '../../src/shared/protocol/ids.ts';
import { decodeBody } from '../../src/shared/protocol/table.ts';

/** Facts of the log that the state does not keep, and that the server's doors go by. */
export class LogFacts {
  readonly #joined = new Map<string, { person: string; seq: number }>();
  readonly #forgotten = new Map<string, string>();
  readonly #writers = new Set<string>();
  readonly #sealed = new Map<string, number>();
  /** The refs that entries name; what was buried names none. */
  readonly #named = new Set<string>();
  #unburied: { ref: string; upTo: number }[] = [];

  /** Takes in a committed entry. */
  note(entry: Entry): void {
    const { ref } = entry;
    if (entry.kind !== 'entry.buried') this.noteWriter(entry);
    try {
      this.#noteBody(entry);
    } catch {
      // Nothing is known by what cannot be read.
    }
    if (ref !== null && entry.kind !== 'doc.sealed') this.#named.add(ref);
  }

  #noteBody({ kind, body, seq, ref }: Entry): void {
    if (kind === 'participant.joined') {
      const { replica, person } = decodeBody(kind, body);
      if (!this.#joined.has(replica)) this.#joined.set(replica, { person, seq });
      this.#forgotten.delete(replica);
    } else if (kind === 'participant.left') {
      const { replica, person, forget } = decodeBody(kind, body);
      if (!forget) return;
      this.#joined.delete(replica);
      this.#forgotten.set(replica, person);
    } else if (kind === 'participant.removed') {
      // What went on meanwhile is not for who is let in again.
      const { person } = decodeBody(kind, body);
      for (const [replica, joined] of this.#joined) if (joined.person === person) this.#joined.delete(replica);
    } else if (kind === 'doc.sealed' && ref !== null) this.#seal(ref, seq);
  }

  #seal(ref: string, seq: number): void {
    this.#sealed.set(ref, seq);
    if (this.#named.has(ref)) this.#unburied.push({ ref, upTo: seq - 1 });
  }

  /** The seq of a replica's first joining, since which it may hear everything; null where it is not known. */
  joinedAt(replica: string): number | null {
    return this.#joined.get(replica)?.seq ?? null;
  }

  /** Person of a replica that the state has forgotten; null where none such is known. */
  forgottenOf(replica: string): string | null {
    return this.#forgotten.get(replica) ?? null;
  }

  /** Takes in whose a window is that was welcomed: it may have something to deliver, though its joining was not kept. */
  noteWelcomed(replica: string, person: string): void {
    if (!this.#joined.has(replica)) this.#forgotten.set(replica, person);
  }

  /** Takes in who has said something that is kept, or is on its way to be. */
  noteWriter({ by, n }: Entry): void {
    if (n > 0 && by !== serverReplica) this.#writers.add(by);
  }

  /** Whether the log keeps anything that a replica has said. */
  hasWritten(replica: string): boolean {
    return this.#writers.has(replica);
  }

  /** The documents that have left the session. */
  get sealed(): Iterable<string> {
    return this.#sealed.keys();
  }

  /** The pasts that are to be taken out of the log, each told once. */
  takeUnburied(): { ref: string; upTo: number }[] {
    const all = this.#unburied;
    this.#unburied = [];
    return all;
  }
}
