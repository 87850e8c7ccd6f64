import * as Y from 'yjs';
import type { SessionClient } from '../../client/session-client.ts';
import type { TextDocument } from '../../client/text-document.ts';
import { stateCovers } from '../../client/yjs-states.ts';
import { authorOf } from '../../shared/capabilities/documents/text-copy.ts';
import type { TextFacts } from '../../shared/capabilities/documents/text-facts.ts';
import type { Entry } from '../../shared/core/entry.ts';
import type { TimerHandle } from '../../shared/core/environment.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { decodeBody } from '../../shared/session/table.ts';
import { hashText } from '../../shared/text/hash.ts';
import type { Journal } from './journal.ts';
import { Sieve } from './seed.ts';

/** Time after an edit within which everyone hears whose work is unsaved. */
const restMs = 300;

export interface UnsavedEditsOptions {
  client: SessionClient;
  journal: Journal;
  /** Called when a text was found to be what its file holds. */
  onSettled?: (ref: string) => void;
  report?: (message: string) => void;
}

/** Edits since the disk had all of it; `update` is null for a choice of the text's format. */
interface Edit {
  people: string[];
  update: Uint8Array | null;
  /** True once it was found in the text. */
  isFolded?: boolean;
  /** Sieve that found it to be new to what the disk holds: as long as that is the same, it is. */
  passed?: Sieve;
}

/**
 * Tells the log the authors of unsaved edits, text by text. It goes by the log's entries, so that all agree; changes on
 * the disk are nobody's.
 */
export class UnsavedEdits {
  readonly #client: SessionClient;
  readonly #options: UnsavedEditsOptions;
  /** Unsaved edits of each text, the oldest first. */
  readonly #edits = new Map<string, Edit[]>();
  /** The disk’s part of each text, with the edits that were found to be new to it. */
  readonly #sieves = new Map<string, Sieve>();
  readonly #timers = new Map<string, TimerHandle>();
  /** People named last, while that is on its way into the log. */
  readonly #said = new Map<string, string[]>();
  /** Texts of which the log does not have the newest: it was away, another's, or refused that. */
  readonly #untold = new Set<string>();
  /** Term of the host that was there last. */
  #term = 0;

  constructor(options: UnsavedEditsOptions) {
    this.#options = options;
    this.#client = options.client;
    this.#client.events.on('entry', (entry) => this.#note(entry));
    this.#client.events.on('status', ({ is }) => {
      if (is === 'online') for (const ref of [...this.#edits.keys(), ...this.#untold]) this.#later(ref, restMs);
    });
    this.#client.events.on('state', ({ host }) => {
      if ((host?.term ?? 0) === this.#term) return;
      this.#term = host?.term ?? 0;
      for (const ref of this.#untold) this.#later(ref, restMs);
    });
  }

  #note(entry: Entry): void {
    const { ref, kind } = entry;
    if (ref === null) return;
    if (kind === 'doc.sealed') return this.#forget(ref);
    if (kind === 'doc.saved' || kind === 'doc.deleted') return this.#later(ref, 0);
    if (kind !== 'doc.updated' && kind !== 'doc.formatted') return;
    const author = authorOf(this.#client.state, entry.by);
    if (author === 'disk') return this.#later(ref, restMs);
    if (kind === 'doc.formatted') this.#add(ref, { people: [author], update: null });
    else this.#noteUpdate(ref, author, entry);
    this.#later(ref, restMs);
  }

  #noteUpdate(ref: string, person: string, { body }: Entry): void {
    try {
      const { update, manner } = decodeBody('doc.updated', body);
      this.#add(ref, { people: [person], update });
      if (manner === 'reverted') this.#later(ref, 0);
    } catch {
      // A malformed body changes nothing, here as everywhere.
    }
  }

  #add(ref: string, edit: Edit): void {
    const edits = this.#edits.get(ref) ?? [];
    // Typing is many small updates of one person. What was looked at is merged with its like alone.
    for (const last of edits.splice(-2)) join(edits, last);
    join(edits, edit);
    this.#edits.set(ref, edits);
  }

  #forget(ref: string): void {
    const timer = this.#timers.get(ref);
    if (timer !== undefined) this.#client.options.environment.clearTimer(timer);
    for (const kept of [this.#timers, this.#edits, this.#sieves, this.#said, this.#untold]) kept.delete(ref);
  }

  /** Looks at a text soon, or at once after this entry was applied. */
  #later(ref: string, delayMs: number): void {
    const { environment } = this.#client.options;
    const timer = this.#timers.get(ref);
    if (timer !== undefined && delayMs > 0) return;
    if (timer !== undefined) environment.clearTimer(timer);
    this.#timers.set(
      ref,
      environment.setTimer(() => {
        this.#timers.delete(ref);
        this.#look(ref).catch((thrown) =>
          this.#options.report?.(`the authors of unsaved edits could not be told: ${String(thrown)}`),
        );
      }, delayMs),
    );
  }

  /** Notes the person whose buffer became an untitled text. */
  created(ref: string, person: string): void {
    this.#add(ref, { people: [person], update: this.#client.documents.get(ref)?.encode() ?? noUpdate });
    this.#later(ref, restMs);
  }

  /** Recovers a text's unsaved edits from the log, after a start. */
  async begin(ref: string, document: TextDocument): Promise<void> {
    const { current } = await this.#options.journal.records(ref);
    const known = this.#client.state.documents[ref]?.unsaved ?? [];
    const found = current === null ? [] : authorsSince(current.base, document);
    const people = [...new Set([...known, ...found])];
    if (people.length > 0) this.#add(ref, { people, update: document.encode() });
    this.#later(ref, 0);
  }

  async #look(ref: string): Promise<void> {
    const edits = (this.#edits.get(ref) ?? []).filter((edit) => this.#isFolded(ref, edit));
    this.#edits.set(ref, edits);
    if (this.isOnDisk(ref)) {
      this.#edits.delete(ref);
      this.#sieves.delete(ref);
      this.#options.onSettled?.(ref);
    } else if (edits.length > 0) await this.#sift(ref);
    const all = new Set<string>();
    for (const { people: some } of this.#edits.get(ref) ?? []) for (const person of some) all.add(person);
    const people = [...all].slice(0, 200);
    await this.#say(ref, people);
  }

  /** Tells of each text that differs from its file by now, and its authors, before the log has heard of them. */
  standing(): { ref: string; people: string[] }[] {
    return [...this.#edits].flatMap(([ref, edits]) => {
      if (this.isOnDisk(ref)) return [];
      const people = new Set(edits.filter((edit) => this.#isFolded(ref, edit)).flatMap(({ people: some }) => some));
      return people.size === 0 ? [] : [{ ref, people: [...people] }];
    });
  }

  /** Says whether an edit came into the text: one that does not fit the log folds as nothing. */
  #isFolded(ref: string, edit: Edit): boolean {
    const document = this.#client.documents.get(ref)?.yText.doc;
    if (edit.isFolded || edit.update === null || !document) return true;
    edit.isFolded = stateCovers(document, Y.parseUpdateMeta(edit.update).to);
    return edit.isFolded;
  }

  /** Says whether a document's file holds it as it is, by the log. */
  isOnDisk(ref: string): boolean {
    const info = this.#client.state.documents[ref];
    const document = this.#client.documents.get(ref);
    if (!info?.saved || !document || info.diskFormat || info.saved.lengthUtf16 !== document.length) return false;
    return hashText(document.toString()) === info.saved.hash;
  }

  /**
   * Leaves out edits that a save has brought to the disk while more was typed. Each is looked at once after a save:
   * looking at all of them again would hold up everybody's keys, the longer the more was typed.
   */
  async #sift(ref: string): Promise<void> {
    const { current } = await this.#options.journal.records(ref);
    const edits = this.#edits.get(ref);
    if (!current || !edits) return;
    const known = this.#sieves.get(ref);
    const sieve = known?.isOf(current.base) ? known : new Sieve(current.base);
    this.#sieves.set(ref, sieve);
    const isFormatNew = this.#client.state.documents[ref]?.diskFormat !== undefined;
    const isNew = (edit: Edit) => {
      if (edit.update === null) return isFormatNew;
      if (edit.passed !== sieve && sieve.isNew(edit.update)) edit.passed = sieve;
      return edit.passed === sieve;
    };
    this.#edits.set(ref, edits.filter(isNew));
  }

  /** True if this disk is the present host's. */
  get #isHost(): boolean {
    const { state, person } = this.#client;
    return state.host !== null && state.host.person === person;
  }

  async #say(ref: string, people: string[]): Promise<void> {
    const { state } = this.#client;
    const info = state.documents[ref];
    if (!info) return;
    if (!this.#isHost || this.#client.status.is !== 'online') return void this.#untold.add(ref);
    this.#untold.delete(ref);
    const said = this.#said.get(ref) ?? info.unsaved ?? [];
    if (said.length === people.length && said.every((person, index) => person === people[index])) return;
    this.#said.set(ref, people);
    try {
      await this.#client.publish('doc.unsaved', { term: state.host!.term, people }, ref);
    } catch (thrown) {
      // It was hidden, and has left the session, while this was on its way.
      if (thrown instanceof EnsembleError && thrown.code === 'not-found') return;
      this.#untold.add(ref);
      throw thrown;
    } finally {
      if (this.#said.get(ref) === people) this.#said.delete(ref);
    }
  }
}

/** Adds an edit behind others, merged with the last where both are of the same people and were looked at alike. */
function join(edits: Edit[], edit: Edit): void {
  const last = edits.at(-1);
  const isLike = last?.passed === edit.passed && last?.isFolded === edit.isFolded;
  if (last?.update && edit.update && isLike && `${last.people}` === `${edit.people}`)
    last.update = Y.mergeUpdates([last.update, edit.update]);
  else edits.push(edit);
}

const noUpdate = new Uint8Array([0, 0]);

/** Finds the people who wrote or deleted the difference from an older text. */
function authorsSince(base: Uint8Array, { yText, facts }: TextDocument): string[] {
  const before = new Y.Doc();
  Y.applyUpdate(before, base);
  const people: string[] = [];
  for (const [client] of yText.doc!.store.clients) {
    const from = Y.getState(before.store, client);
    const to = Y.getState(yText.doc!.store, client);
    for (const { value } of from < to ? facts.authors.pieces(client, from, to - from) : []) {
      if (value && value.manner !== 'restored') people.push(value.author);
    }
  }
  return [...people, ...deletersSince(before, facts)].filter((person) => person !== 'disk' && person !== '');
}

function deletersSince(before: Y.Doc, facts: TextFacts): string[] {
  const gone = Y.createDeleteSetFromStructStore(before.store);
  return facts.deleters.toArray().flatMap(([client, runs]) => {
    const ranges = gone.clients.get(client) ?? [];
    const isNew = (from: number, to: number) => !ranges.some(({ clock, len }) => clock <= from && clock + len >= to);
    return runs.flatMap(([clock, length, person]) => (isNew(clock, clock + length) ? [person] : []));
  });
}
