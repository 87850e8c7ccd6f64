import * as Y from 'yjs';
import { IdRanges, type RunColumns } from '../../text/id-ranges.ts';
import { deleteIds, forgetPositions } from '../../text/items.ts';
import { nameOfCall, namesCall } from './agent-call.ts';
import type { DocumentBody } from './kinds.ts';
import type { DecodedUpdate } from './update-rules.ts';

/** Origin of a piece of text. */
export type Manner = 'typed' | 'pasted' | 'formatted' | 'restored' | 'disk' | 'agent' | 'reverted';

export interface Authorship {
  author: string;
  manner: Manner;
  /** Agents that were in a turn when the disk brought it; nobody knows whether one of their programs has written it. */
  beside?: readonly string[];
}

/** Says whether two parts of a text are of one origin. */
export const isSameAuthorship = (a: Authorship, b: Authorship) =>
  a.author === b.author && a.manner === b.manner && a.beside?.join() === b.beside?.join();

/** Deleter of a restored copy that was void: nobody can bring that back. */
export const nobody = '';

type Update = DocumentBody<'doc.updated'>;

type EncodedFacts<Runs> = { [fact in 'authors' | 'deleters' | 'restored']: Runs } & {
  [fact in 'written' | 'erased']?: Runs | undefined;
};

type Restore = NonNullable<Update['restores']>[number];

/** Void copies, gathered into runs: neighbours are deleted as one, since each cut in a text costs its length. */
class VoidCopies {
  readonly #transaction: Y.Transaction;
  readonly #deleters: IdRanges<string>;
  #run: { client: number; clock: number; length: number } | null = null;

  constructor(transaction: Y.Transaction, deleters: IdRanges<string>) {
    this.#transaction = transaction;
    this.#deleters = deleters;
  }

  add(client: number, clock: number, length: number): void {
    if (this.#run && this.#run.client === client && this.#run.clock + this.#run.length === clock) {
      this.#run.length += length;
      return;
    }
    this.delete();
    this.#run = { client, clock, length };
  }

  delete(): void {
    if (!this.#run) return;
    const { client, clock, length } = this.#run;
    this.#run = null;
    this.#deleters.add(client, clock, length, nobody);
    deleteIds(this.#transaction, client, clock, length);
  }
}

/**
 * Facts that the log's order adds to a text: the author of each character, its first deleter, and restored text. Only
 * entries in the order of the log may enter here.
 */
export class TextFacts {
  readonly authors = new IdRanges<Authorship>(isSameAuthorship);
  /** Minute in which each character was written; only of entries folded here one by one, so it is no state. */
  readonly minutes = new IdRanges<number>();
  readonly deleters = new IdRanges<string>();
  /** Copy that stands for a deleted id: the copy's client, and the distance of its clocks from the original's. */
  readonly restored = new IdRanges<string>();
  /** Work of an agent, its turn and tool call, by which each character was written, and by which it was deleted first. */
  readonly written = new IdRanges<string>();
  readonly erased = new IdRanges<string>();

  /**
   * Applies an update by `author` to the document. Text that it brings back is void, and deleted again by everyone alike,
   * where somebody else had deleted the original first, or had brought it back already.
   * `decoded` is the same update, taken apart; `v` is the version of its entry. Throws when it is malformed.
   */
  apply(
    document: Y.Doc,
    text: Y.Text,
    { structs, ds }: DecodedUpdate,
    of: Update,
    author: string,
    origin: unknown,
    atMs: number | null,
    v: number,
  ): void {
    const { update, restores = [], manner = 'typed', beside } = of;
    const written: Authorship = { author, manner, ...(beside && { beside }) };
    const work = namesCall(of) ? nameOfCall(of) : null;
    for (const [client, ranges] of ds.clients) {
      for (const { clock, len } of ranges) {
        if (work !== null) this.#noteErased(client, clock, len, work);
        this.deleters.add(client, clock, len, author);
      }
    }
    for (const { client, clock, length, copyClient, copyClock } of restores) {
      for (const piece of this.authors.pieces(client, clock, length)) {
        // Restored text stays its first author's, whoever brings it back.
        if (!piece.value) continue;
        const restored = { author: piece.value.author, manner: 'restored' } as const;
        this.authors.add(copyClient, copyClock + piece.clock - clock, piece.length, restored);
      }
    }
    for (const struct of structs) {
      if (struct instanceof Y.Skip) continue;
      this.authors.add(struct.id.client, struct.id.clock, struct.length, written);
      if (work !== null) this.written.add(struct.id.client, struct.id.clock, struct.length, work);
      if (atMs !== null) this.minutes.add(struct.id.client, struct.id.clock, struct.length, Math.floor(atMs / 60_000));
    }
    const run = (transaction: Y.Transaction) => {
      Y.applyUpdate(document, update, origin);
      this.#judgeAll(transaction, restores, author, v);
      if (restores.length > 0) forgetPositions(text);
    };
    // Not local: a local transaction would keep Y.Text's remembered positions, which no longer hold.
    Y.transact(document, run, origin, false);
  }

  /** Notes the work by which text is deleted that nobody has deleted before. */
  #noteErased(client: number, clock: number, length: number, work: string): void {
    for (const piece of this.deleters.pieces(client, clock, length))
      if (piece.value === undefined) this.erased.add(client, piece.clock, piece.length, work);
  }

  #judgeAll(transaction: Y.Transaction, restores: readonly Restore[], author: string, v: number): void {
    const voids = new VoidCopies(transaction, this.deleters);
    for (const restore of restores) {
      // The original may itself be a copy of this update that is void by now.
      if (restore.client === restore.copyClient) voids.delete();
      this.#judge(restore, author, v, voids);
    }
    voids.delete();
  }

  #judge(restore: Restore, author: string, v: number, voids: VoidCopies): void {
    const { client, clock, length, copyClient, copyClock, explicit } = restore;
    const copy = `${copyClient} ${copyClock - clock}`;
    for (const piece of this.restored.pieces(client, clock, length)) {
      if (piece.value === copy) continue;
      for (const part of this.deleters.pieces(client, piece.clock, piece.length)) {
        // A void copy stands for text that is there already; entries of version 1 may bring it back on purpose.
        const isFree = explicit && (v < 2 || part.value !== nobody);
        const valid = piece.value === undefined && (isFree || part.value === author);
        if (valid) this.restored.add(client, part.clock, part.length, copy);
        else voids.add(copyClient, copyClock + part.clock - clock, part.length);
      }
    }
  }

  /** Gives plain data, for checkpoints. */
  encode(): EncodedFacts<RunColumns> {
    const { authors, deleters, restored, written, erased } = this;
    return {
      authors: authors.toColumns(),
      deleters: deleters.toColumns(),
      restored: restored.toColumns(),
      // Most texts have no agents: nothing is kept for them.
      ...(written.isEmpty ? {} : { written: written.toColumns() }),
      ...(erased.isEmpty ? {} : { erased: erased.toColumns() }),
    };
  }

  /** Takes over the data of `encode`, or what it gave before there were columns. Throws for any other. */
  load(data: EncodedFacts<unknown>): void {
    this.authors.load(data.authors as Parameters<typeof this.authors.load>[0]);
    this.deleters.load(data.deleters as Parameters<typeof this.deleters.load>[0]);
    this.restored.load(data.restored as Parameters<typeof this.restored.load>[0]);
    for (const fact of ['written', 'erased'] as const)
      this[fact].load((data[fact] ?? []) as Parameters<typeof this.written.load>[0]);
  }
}
