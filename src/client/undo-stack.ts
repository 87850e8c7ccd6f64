import * as Y from 'yjs';
import type { WrittenAs } from '../shared/capabilities/documents/document-state.ts';
import { nobody, type TextFacts } from '../shared/capabilities/documents/text-facts.ts';
import { limits } from '../shared/core/version.ts';
import type { Body } from '../shared/session/table.ts';
import { deleteIds, forgetPositions, restoreItem, visitItems } from '../shared/text/items.ts';

export type Restore = NonNullable<Body<'doc.updated'>['restores']>[number];

/** A run of ids that a step made. */
interface Inserted {
  client: number;
  clock: number;
  length: number;
}

/** A run of ids that a step deleted, with their text: the document forgets it. */
interface Deleted {
  client: number;
  clock: number;
  text: string;
}

/**
 * One step of undo: ids that I inserted and ids that I deleted, or a choice of format. Plain data, so that it survives
 * a reload.
 */
export interface Step {
  inserted: Inserted[];
  deleted: Deleted[];
  /** Steps of several texts that were made as one, such as by a rename. */
  group: string | null;
  /** True if it is taken back on purpose: text that somebody else deleted comes back as well. */
  explicit?: boolean | undefined;
  format?: { from: WrittenAs; to: WrittenAs } | undefined;
}

/** Number of the newest steps of a text that are kept. */
const mostSteps = 500;

/** Records a transaction's insertions and deletions, before the document forgets the text. */
export function stepOf(transaction: Y.Transaction, group: string | null): Step {
  const before = (client: number) => transaction.beforeState.get(client) ?? 0;
  const client = transaction.doc.clientID;
  const length = (transaction.afterState.get(client) ?? 0) - before(client);
  const inserted = length > 0 ? [{ client, clock: before(client), length }] : [];
  return { inserted, deleted: deletedIn(transaction, transaction.deleteSet, before), group };
}

/** Finds the runs of text in a set of deletions, except text made after the state `before`, which was never there. */
function deletedIn(
  transaction: Y.Transaction,
  deletions: Y.Transaction['deleteSet'],
  before: (client: number) => number,
): Deleted[] {
  const deleted: Deleted[] = [];
  Y.iterateDeletedStructs(transaction, deletions, (struct) => {
    if (!(struct instanceof Y.Item) || struct.id.clock >= before(struct.id.client)) return;
    if (!(struct.content instanceof Y.ContentString)) return;
    const { client, clock } = struct.id;
    const last = deleted.at(-1);
    if (last && last.client === client && last.clock + last.text.length === clock) last.text += struct.content.str;
    else deleted.push({ client, clock, text: struct.content.str });
  });
  return deleted;
}

/** Position within a transaction, to tell apart everything that it does after. */
export interface Mark {
  state: ReadonlyMap<number, number>;
  deletions: ReadonlyMap<number, number>;
}

/** A transaction's mark at this moment. */
export function markOf({ doc: { store }, deleteSet }: Y.Transaction): Mark {
  return {
    state: new Map([...store.clients.keys()].map((client) => [client, Y.getState(store, client)])),
    deletions: new Map([...deleteSet.clients].map(([client, items]) => [client, items.length])),
  };
}

/** Records everything that a transaction has done since a mark, for whomever, as a step that could be taken back. */
export function stepSince(transaction: Y.Transaction, { state, deletions }: Mark): Step {
  const { store } = transaction.doc;
  const inserted = [...store.clients.keys()].flatMap((client) => {
    const clock = state.get(client) ?? 0;
    const length = Y.getState(store, client) - clock;
    return length > 0 ? [{ client, clock, length }] : [];
  });
  const news = Y.createDeleteSet();
  for (const [client, items] of transaction.deleteSet.clients)
    if (items.length > (deletions.get(client) ?? 0)) news.clients.set(client, items.slice(deletions.get(client) ?? 0));
  return { inserted, deleted: deletedIn(transaction, news, (client) => state.get(client) ?? 0), group: null };
}

/** Makes another step part of one. */
function addTo(step: Step, { inserted, deleted }: Step): void {
  for (const run of inserted) step.inserted.push(run);
  for (const run of deleted) step.deleted.push(run);
}

const isEmpty = ({ inserted, deleted, format }: Step) =>
  inserted.length === 0 && deleted.length === 0 && format === undefined;

/** Outcome of taking a step back: the restores, which must travel with the update, and the rest of the step. */
interface TakenBack {
  restores: Restore[];
  rest: Step | null;
}

/**
 * Takes a step back within a transaction: deletes those of its insertions that are still there, and restores its
 * deletions, unless the log knows that somebody else deleted that text first, or that it is back already. With
 * `explicit`, restores others' deletions too. The part beyond the size of one entry is left for the next transaction.
 */
function takeBack(
  transaction: Y.Transaction,
  text: Y.Text,
  facts: TextFacts,
  step: Step,
  author: string,
  explicit = false,
): TakenBack {
  const restores: Restore[] = [];
  const copyClient = transaction.doc.clientID;
  for (const [index, { client, clock, text: content }] of step.deleted.entries()) {
    let rest: Deleted | null = null;
    for (const part of partsToRestore(facts, { client, clock, text: content }, author, explicit)) {
      visitItems(transaction, client, part.clock, part.length, (item) => {
        if (!item.deleted || rest) return;
        const { clock: from } = item.id;
        if (restores.length === limits.restoresAtOnce) {
          rest = { client, clock: from, text: content.slice(from - clock) };
          return;
        }
        const copied = content.slice(from - clock, from - clock + item.length);
        const copyClock = restoreItem(transaction, text, item, copied);
        const { length } = item;
        restores.push({ client, clock: from, length, copyClient, copyClock, ...(explicit ? { explicit } : {}) });
      });
      if (rest) break;
    }
    if (!rest) continue;
    forgetPositions(text);
    return { restores, rest: { ...step, deleted: [rest, ...step.deleted.slice(index + 1)] } };
  }
  for (const { client, clock, length } of withCopies(facts, step.inserted))
    deleteIds(transaction, client, clock, length);
  forgetPositions(text);
  return { restores, rest: null };
}

/** Finds the parts of deleted text that may come back, as far as the log has told. */
export function* partsToRestore(
  facts: TextFacts,
  { client, clock, text }: Deleted,
  author: string,
  explicit: boolean,
): Generator<{ clock: number; length: number }> {
  for (const piece of facts.restored.pieces(client, clock, text.length)) {
    if (piece.value) continue;
    for (const part of facts.deleters.pieces(client, piece.clock, piece.length)) {
      const isOthers = part.value !== undefined && part.value !== author;
      if (part.value !== nobody && (explicit || !isOthers)) yield part;
    }
  }
}

/** Text in which a step is taken back, the person who does so, and the origin of the transactions. */
export interface UndoPlace {
  document: Y.Doc;
  text: Y.Text;
  facts: TextFacts;
  author: string;
  origin: unknown;
}

/**
 * Takes a step back, in as many transactions as it needs entries. Gives the step that undoes this. `before` is called
 * before each of them, `restored` in it.
 */
export function takeBackInParts(
  { document, text, facts, author, origin }: UndoPlace,
  step: Step,
  explicit: boolean,
  { before, restored }: { before: () => void; restored: (restores: Restore[]) => void },
): Step {
  const made: Step = { inserted: [], deleted: [], group: null };
  const record = (done: Y.Transaction) => done.origin === origin && addTo(made, stepOf(done, null));
  document.on('afterTransaction', record);
  for (let left: Step | null = step; left; ) {
    const part: Step = left;
    before();
    left = document.transact((transaction) => {
      const { restores, rest } = takeBack(transaction, text, facts, part, author, explicit);
      restored(restores);
      return rest;
    }, origin);
  }
  document.off('afterTransaction', record);
  return made;
}

/** Walks runs of ids, with any copies that stand for them where they were deleted and brought back since. */
export function* withCopies(facts: TextFacts, inserted: readonly Inserted[]): Generator<Inserted> {
  const waiting = [...inserted];
  const seen = new Set<string>();
  for (let run = waiting.pop(); run; run = waiting.pop()) {
    const { client, clock, length } = run;
    yield run;
    for (const piece of facts.restored.pieces(client, clock, length)) {
      const [copyClient, shift] = piece.value?.split(' ').map(Number) ?? [];
      const key = `${client} ${piece.clock} ${piece.length}`;
      if (copyClient === undefined || shift === undefined || seen.has(key)) continue;
      seen.add(key);
      waiting.push({ client: copyClient, clock: piece.clock + shift, length: piece.length });
    }
  }
}

/** A person's steps in one text, in both directions. */
export class UndoStack {
  #undo: Step[] = [];
  #redo: Step[] = [];
  #open = false;

  /** Adds a step of typing. Within an open step it becomes part of that; `closeStep` ends it. */
  add(step: Step): void {
    if (isEmpty(step)) return;
    const last = this.#undo.at(-1);
    if (this.#open && last && last.group === null && step.group === null && !last.explicit && !step.explicit) {
      addTo(last, step);
    } else this.#undo.push(step);
    this.#open = true;
    this.#redo = [];
    if (this.#undo.length > mostSteps) this.#undo.shift();
  }

  /** Adds a step of somebody else's that stands by itself; redo stays as it is. */
  addOthers(step: Step): void {
    if (isEmpty(step)) return;
    this.#open = false;
    this.#undo.push(step);
    if (this.#undo.length > mostSteps) this.#undo.shift();
  }

  closeStep(): void {
    this.#open = false;
  }

  /** Makes the newest step part of a group, and ends it. */
  groupLast(group: string): void {
    const last = this.#undo.at(-1);
    if (last) last.group = group;
    this.#open = false;
  }

  /** The group of the step that undo (or redo) would take back; undefined when there is none. */
  nextGroup(direction: 'undo' | 'redo'): string | null | undefined {
    return (direction === 'undo' ? this.#undo : this.#redo).at(-1)?.group;
  }

  /**
   * Takes the newest step back with `perform`, whose reverse step goes on the other stack. Steps of which nothing is
   * left to take back are passed over. Returns false when there was none.
   */
  move(direction: 'undo' | 'redo', perform: (step: Step) => Step): boolean {
    const [from, to] = direction === 'undo' ? [this.#undo, this.#redo] : [this.#redo, this.#undo];
    this.#open = false;
    for (let step = from.pop(); step; step = from.pop()) {
      const made = perform(step);
      // The step was a revert, undone by somebody else already: it was the one to undo, not those before it.
      if (isEmpty(made) && step.explicit) return true;
      if (isEmpty(made)) continue;
      to.push({ ...made, group: step.group, ...(step.explicit ? { explicit: true } : {}) });
      return true;
    }
    return false;
  }

  /**
   * Adds the copies of a step's insertions that were deleted and brought back, of which the log may have yet to hear.
   */
  follow(restores: readonly Restore[]): void {
    for (const { inserted } of [...this.#undo, ...this.#redo])
      for (const { client, clock, length } of [...inserted])
        for (const restore of restores) {
          const from = Math.max(clock, restore.clock);
          const to = Math.min(clock + length, restore.clock + restore.length);
          if (restore.client !== client || from >= to) continue;
          const copyClock = restore.copyClock + from - restore.clock;
          inserted.push({ client: restore.copyClient, clock: copyClock, length: to - from });
        }
  }

  /** Says whether a step can still be taken back. */
  has(step: Step): boolean {
    return this.#undo.includes(step);
  }

  /** Newest step, which may still grow; null when there is none. */
  get last(): Step | null {
    return this.#undo.at(-1) ?? null;
  }

  /**
   * Takes one step back with `perform`, wherever it stands; redo does it again. Does nothing when it is not there any
   * more.
   */
  moveOut(step: Step, perform: (step: Step) => Step): void {
    const index = this.#undo.indexOf(step);
    if (index < 0) return;
    this.#open = false;
    this.#undo.splice(index, 1);
    const made = perform(step);
    if (!isEmpty(made)) this.#redo.push({ ...made, group: null });
  }

  toJSON(): { undo: Step[]; redo: Step[] } {
    return { undo: this.#undo, redo: this.#redo };
  }

  /**
   * Takes over the steps of an earlier window of this person; those that the log has told again meanwhile are there
   * once.
   */
  load({ undo, redo }: { undo: Step[]; redo: Step[] }): void {
    const idsOf = ({ inserted, deleted }: Step) =>
      JSON.stringify([inserted, deleted.map(({ client, clock, text }) => [client, clock, text.length])]);
    const known = new Set(undo.map(idsOf));
    this.#undo = [...undo, ...this.#undo.filter((step) => !known.has(idsOf(step)))];
    this.#redo = redo;
  }
}
