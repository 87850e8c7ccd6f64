import * as Y from 'yjs';
import { z } from 'zod';
import { decodeBy } from '../../core/body.ts';
import { bytes } from '../../core/bytes.ts';
import type { Entry } from '../../core/entry.ts';
import { id } from '../../core/ids.ts';
import { pack, storedLimits, unpack } from '../../core/message-pack.ts';
import type { PeopleState } from '../people/people-state.ts';
import { asItCounts } from './counting-body.ts';
import { type DocumentBody, documentKinds } from './kinds.ts';
import { type LoggedText, objectionToAgent } from './reading-rules.ts';
import { TextFacts } from './text-facts.ts';
import { type DecodedUpdate, type KnownIds, objectionToUpdate, textName, type Writer } from './update-rules.ts';

/** Runs of ids in columns, or as lists, as they were before. */
const runs = z.union([z.object({ values: z.array(z.unknown()), runs: z.array(z.unknown()) }), z.array(z.unknown())]);

const checkpoint = z.object({
  update: bytes,
  facts: z.object({ authors: runs, deleters: runs, restored: runs, written: runs.optional(), erased: runs.optional() }),
  /** Person of each Yjs client id; those from before ids were bound have none. */
  bindings: z.array(z.tuple([z.number(), id])).default([]),
});

/** Makes the writer of entries about a text from a replica and the person and purpose bound to it. */
export function writerBehind(replica: string, bound: { person: string; purpose: string | null } | undefined): Writer {
  const isDisk = bound?.purpose === 'disk';
  const isAgent = bound?.purpose === 'agent';
  return {
    replica,
    author: bound === undefined || isDisk ? 'disk' : bound.person,
    isDisk,
    ...(isAgent ? { isAgent } : {}),
  };
}

/** Gives the writer of entries about a text while its replica is in the session. */
export function writerOf(state: PeopleState, replica: string): Writer {
  return writerBehind(replica, state.replicas[replica]);
}

/** Author of a replica's text: its person, or the disk. */
export function authorOf(state: PeopleState, replica: string): string {
  return writerOf(state, replica).author;
}

/** Part of an entry that describes its effect on a text. */
export type TextEntry = Pick<Entry, 'kind' | 'v' | 'body' | 'at' | 'ageMs'>;

interface Updated {
  is: 'updated';
  body: DocumentBody<'doc.updated'>;
  v: number;
  /** Time at which it was made. */
  atMs: number;
}

/** Effect of an entry on a text. */
export type TextChange = Updated | { is: 'bound'; client: number } | { is: 'cut'; outcome: Uint8Array | null };

/** Reads the effect of an entry on a text; null for one that is malformed, or of no such kind. */
export function textChangeOf({ kind, v, body, at, ageMs }: TextEntry): TextChange | null {
  try {
    if (kind === 'doc.bound') return { is: 'bound', client: decodeBy(documentKinds, kind, body).client };
    if (kind === 'doc.cut') return { is: 'cut', outcome: decodeBy(documentKinds, kind, body).outcome };
    return kind === 'doc.updated'
      ? { is: 'updated', body: decodeBy(documentKinds, kind, body), v, atMs: at - ageMs }
      : null;
  } catch {
    return null;
  }
}

/** One document folded from the log: its text, and the facts about it. */
export class TextCopy implements KnownIds {
  readonly document = new Y.Doc();
  readonly text = this.document.getText(textName);
  readonly facts = new TextFacts();
  /** Clock up to which each Yjs client has written, as far as the log has told. */
  readonly #clocks = new Map<number, number>();
  readonly #owners = new Map<number, string>();

  clockOf(client: number): number {
    return this.#clocks.get(client) ?? 0;
  }

  ownerOf(client: number): string | undefined {
    return this.#owners.get(client);
  }

  /** The text as the log has it. */
  get logged(): LoggedText {
    return { known: this, deleters: this.facts.deleters, text: this.text };
  }

  /** Applies an entry of the log, as `take` does. */
  fold(entry: TextEntry, writer: Writer, origin: unknown = null): boolean {
    return this.take(textChangeOf(entry), writer, origin);
  }

  /**
   * Applies the effect of an entry, in the log's order. A malformed one, or one against the rules, changes nothing,
   * here as everywhere. Returns whether it was sound.
   */
  take(change: TextChange | null, writer: Writer, origin: unknown = null): boolean {
    try {
      if (change === null) return false;
      switch (change.is) {
        case 'bound':
          return this.#bind(change.client, writer);
        case 'updated':
          return this.#update(change, writer, origin);
        case 'cut':
          if (change.outcome) this.load(change.outcome, origin);
          return true;
      }
    } catch {
      return false;
    }
  }

  /**
   * Binds an id to the first who claims it. Text under an id that nobody had bound is its author's, or was brought by
   * the disk.
   */
  #bind(client: number, { replica, author }: Writer): boolean {
    const owner = this.#owners.get(client);
    if (owner !== undefined) return owner === replica;
    const written = this.facts.authors.pieces(client, 0, this.clockOf(client));
    if (written.some(({ value }) => value !== undefined && value.author !== author && value.author !== 'disk'))
      return false;
    this.#owners.set(client, replica);
    return true;
  }

  #update({ body, v, atMs }: Updated, writer: Writer, origin: unknown): boolean {
    const decoded = Y.decodeUpdate(body.update);
    if (v >= 2 && objectionToUpdate(decoded, body, writer, this) !== null) return false;
    if (writer.isAgent && objectionToAgent(decoded, body, this.logged) !== null) return false;
    const own = asItCounts(body, writer);
    this.facts.apply(this.document, this.text, decoded, own, own.agent ?? writer.author, origin, atMs, v);
    this.#note(decoded, v, body, writer);
    return true;
  }

  #note(
    { structs }: DecodedUpdate,
    v: number,
    { brought = [] }: DocumentBody<'doc.updated'>,
    { replica, isDisk }: Writer,
  ): void {
    const { store } = this.document;
    for (const {
      id: { client, clock },
      length,
    } of structs) {
      // Updates of version 1 may have gaps.
      const end = v >= 2 ? clock + length : Math.min(clock + length, Y.getState(store, client));
      if (end > this.clockOf(client)) this.#clocks.set(client, end);
    }
    if (!isDisk || v < 2) return;
    const named = new Map(brought);
    for (const {
      id: { client },
    } of structs)
      if (!this.#owners.has(client)) this.#owners.set(client, named.get(client) ?? replica);
  }

  /** Takes over a checkpoint, on top of the present text. Throws when it is not one. */
  load(data: Uint8Array, origin: unknown = null): void {
    const { update, facts, bindings } = checkpoint.parse(unpack(data, storedLimits));
    this.facts.load(facts);
    const { store } = this.document;
    const isEmpty = store.clients.size === 0;
    Y.applyUpdate(this.document, update, origin);
    // Beside a text that is here already, which may have more than the log, only the update itself can tell.
    const vector = isEmpty ? null : Y.decodeStateVector(Y.encodeStateVectorFromUpdate(update));
    for (const client of vector?.keys() ?? store.clients.keys()) {
      const clock = vector?.get(client) ?? Y.getState(store, client);
      if (clock > this.clockOf(client)) this.#clocks.set(client, clock);
    }
    for (const [client, owner] of bindings) this.#owners.set(client, owner);
  }

  /** Encodes everything, so that nothing before it is needed; null while something that it builds on is missing. */
  encode(): Uint8Array | null {
    const { store } = this.document;
    if (store.pendingStructs !== null || store.pendingDs !== null) return null;
    const bindings = [...this.#owners].sort(([a], [b]) => a - b);
    return pack({ update: Y.encodeStateAsUpdate(this.document), facts: this.facts.encode(), bindings });
  }
}
